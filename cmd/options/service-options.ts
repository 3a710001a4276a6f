import { defined } from '../../core/base/defined.js';
import type { ServiceOptions } from '../../core/recording/aws/client-options.js';
import { textOption } from './options.js';
import { type TrustArgs, trustOptions, trustSettings } from './trust-options.js';

/** Where an AWS service is and as whom it is asked, named as the aws command line names them. */
export const serviceOptions = {
  region: textOption('AWS region [default: AWS_REGION, or the profile’s]'),
  profile: textOption('AWS profile whose credentials are used'),
  'endpoint-url': textOption('Endpoint of the service; also AWS_ENDPOINT_URL_…'),
  ...trustOptions,
} as const;

export interface ServiceArgs extends TrustArgs {
  region: string | undefined;
  profile: string | undefined;
  'endpoint-url': string | undefined;
}

/** The options that were given. */
export function serviceOf(args: ServiceArgs): ServiceOptions {
  const { region, profile, 'endpoint-url': endpointUrl } = args;
  return {
    ...defined({ region, profile, endpointUrl }),
    ...trustSettings(args),
  };
}
