import type {
  GetAccountSettingsCommandInput,
  GetAccountSettingsCommandOutput,
  GetAliasCommandInput,
  GetAliasCommandOutput,
  GetFunctionConcurrencyCommandInput,
  GetFunctionConcurrencyCommandOutput,
  GetFunctionConfigurationCommandInput,
  GetFunctionConfigurationCommandOutput,
  GetProvisionedConcurrencyConfigCommandInput,
  GetProvisionedConcurrencyConfigCommandOutput,
} from '@aws-sdk/client-lambda';

interface Operation<Input, Output> {
  input: Input;
  output: Output;
}

/** What the control plane is asked. */
export interface ControlOperations {
  GetAccountSettings: Operation<GetAccountSettingsCommandInput, GetAccountSettingsCommandOutput>;
  GetAlias: Operation<GetAliasCommandInput, GetAliasCommandOutput>;
  GetFunctionConcurrency: Operation<
    GetFunctionConcurrencyCommandInput,
    GetFunctionConcurrencyCommandOutput
  >;
  GetFunctionConfiguration: Operation<
    GetFunctionConfigurationCommandInput,
    GetFunctionConfigurationCommandOutput
  >;
  GetProvisionedConcurrencyConfig: Operation<
    GetProvisionedConcurrencyConfigCommandInput,
    GetProvisionedConcurrencyConfigCommandOutput
  >;
}

/** What the control plane is asked through. What it refuses throws an error with the exception's name. */
export type ControlClient = <Name extends keyof ControlOperations>(
  name: Name,
  input: ControlOperations[Name]['input'],
  options: { abortSignal: AbortSignal },
) => Promise<ControlOperations[Name]['output']>;
