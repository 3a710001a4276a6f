import type { LocalClock } from './clock.js';
import { AccountConcurrency } from './concurrency.js';
import type { LocalLambdaConfig } from './config.js';
import type { Credentials } from './credentials.js';
import { Deployment } from './deployment.js';
import { Registry } from './registry.js';
import { LambdaService } from './service.js';

/** Builds the service that a configuration describes; starts provisioned environments. */
export function createService(
  config: LocalLambdaConfig,
  clock: LocalClock,
  credentials: Credentials,
): LambdaService {
  const account = new AccountConcurrency(config.account, clock);
  const registry = new Registry(config.region, config.accountId);
  const deployment = new Deployment({ config, clock, account, credentials, registry });
  for (const [name, settings] of Object.entries(config.functions)) {
    deployment.createFunction(name, settings);
  }
  return new LambdaService(deployment);
}
