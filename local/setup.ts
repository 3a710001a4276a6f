import type { LocalClock } from './clock.js';
import type { LocalLambdaConfig } from './config.js';
import { Deployment } from './functions/deployment.js';
import { Registry } from './functions/registry.js';
import { AccountConcurrency } from './limits/concurrency.js';
import { LambdaService } from './service.js';
import type { AccessKey } from './signature/credentials.js';

/** Builds the service that a configuration describes; starts provisioned environments. */
export function createService(
  config: LocalLambdaConfig,
  clock: LocalClock,
  credentials: AccessKey,
): LambdaService {
  const account = new AccountConcurrency(config.account, clock);
  const registry = new Registry(config.region, config.accountId);
  const deployment = new Deployment({ config, clock, account, credentials, registry });
  for (const [name, settings] of Object.entries(config.functions)) {
    deployment.createFunction(name, settings);
  }
  return new LambdaService(deployment);
}
