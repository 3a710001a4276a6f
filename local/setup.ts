import { createRandom } from '../core/base/random.js';
import type { LocalClock } from './clock.js';
import type { LocalLambdaConfig } from './config.js';
import { Deployment } from './functions/deployment.js';
import { Registry } from './functions/registry.js';
import { AccountConcurrency } from './limits/concurrency.js';
import { LogStore } from './logs/log-store.js';
import { MetricStore } from './metrics/metric-store.js';
import { drawLatencyMs } from './normal.js';
import { LambdaService } from './service.js';
import type { AccessKey } from './signature/credentials.js';
import { Queues } from './sqs/queues.js';

/** Builds the service that a configuration describes; starts provisioned environments. */
export function createService(
  config: LocalLambdaConfig,
  clock: LocalClock,
  credentials: AccessKey,
): LambdaService {
  const account = new AccountConcurrency(config.account, clock);
  const registry = new Registry(config.region, config.accountId);
  const queues = new Queues(config.region, config.accountId, clock);
  queues.configure(config.queues ?? {});
  const logs = createLogStore(config, clock);
  const metrics = new MetricStore(clock, config.metrics?.lagMs);
  const deployment = new Deployment({
    ...{ config, clock, account, credentials, registry, queues, logs, metrics },
  });
  for (const [name, settings] of Object.entries(config.functions)) {
    deployment.createFunction(name, settings);
  }
  return new LambdaService(deployment);
}

function createLogStore({ seed, logs = {} }: LocalLambdaConfig, clock: LocalClock): LogStore {
  const { maxEvents, lag } = logs;
  const random = createRandom(seed, 'logs/lag');
  return new LogStore(clock, maxEvents, lag && (() => drawLatencyMs(lag, random)));
}
