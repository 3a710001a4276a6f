import {
  clientConfig,
  explainServiceError,
  loadClient,
  type ServiceOptions,
} from '../../core/recording/aws/client-options.js';

/** A function or an alias as CloudFormation has deployed it: the name of one, the ARN of the other. */
export interface DeployedResource {
  id: string;
  physicalId: string;
}

/** What of a stack can be invoked, and the stacks nested in it, by their ARNs. */
export interface DeployedStack {
  resources: DeployedResource[];
  nested: DeployedResource[];
}

const invoked = ['AWS::Lambda::Function', 'AWS::Lambda::Alias'];

/**
 * The functions, aliases and nested stacks of a deployed stack, by its name or ARN. Throws `RepriseError` where the
 * client is not installed, or the stack cannot be read.
 */
export async function deployedStack(
  stackName: string,
  options: ServiceOptions,
): Promise<DeployedStack> {
  const name = '@aws-sdk/client-cloudformation';
  const sdk = await loadClient(name, () => import('@aws-sdk/client-cloudformation'));
  const client = new sdk.CloudFormationClient(clientConfig(options));
  const found: DeployedStack = { resources: [], nested: [] };
  try {
    let NextToken: string | undefined;
    do {
      const command = new sdk.ListStackResourcesCommand({ StackName: stackName, NextToken });
      const page = await client.send(command);
      for (const resource of page.StackResourceSummaries ?? []) {
        const { LogicalResourceId: id, PhysicalResourceId: physicalId, ResourceType } = resource;
        if (!id || !physicalId) continue;
        if (invoked.includes(ResourceType ?? '')) found.resources.push({ id, physicalId });
        if (ResourceType === 'AWS::CloudFormation::Stack') found.nested.push({ id, physicalId });
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return found;
  } catch (error) {
    throw explainServiceError(error, `Reading the stack ${stackName}`);
  } finally {
    client.destroy();
  }
}
