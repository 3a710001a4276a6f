import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isAbsolute } from 'node:path';
import { nodeClock } from './clock.js';
import type { FunctionCode, LocalLambda, LocalLambdaConfig } from './config.js';
import { createFaultInjector } from './faults/fault-injection.js';
import { createLambdaServer, listenBacklog } from './http/server.js';
import { logsService } from './logs/service.js';
import { metricsService } from './metrics/service.js';
import { createService } from './setup.js';
import { createSignatureCheck, type SignatureCheck } from './signature/check.js';
import { localCredentials } from './signature/credentials.js';
import { sqsService } from './sqs/service.js';

/**
 * Starts the local Lambda in this thread. Throws an `Error` that says what is wrong with the
 * configuration, a file to run that is not there, or an address that cannot be listened on.
 */
export async function startLocalLambda(config: LocalLambdaConfig): Promise<LocalLambda> {
  checkConfig(config);
  const service = createService(config, nodeClock, localCredentials);
  const hostNames = [config.host, ...(config.allowedHosts ?? [])];
  const check = signatureChecks(config);
  const { queues, logs, metrics } = service.deployment;
  const jsonServices = [
    sqsService(queues, check('sqs')),
    logsService(logs, config, check('logs')),
    metricsService(metrics, check('monitoring')),
  ];
  const faults = createFaultInjector(config, nodeClock);
  const server = createLambdaServer({
    ...{ service, jsonServices, home: config, hostNames, faults },
    checkSignature: check('lambda'),
  });
  try {
    await listen(server, config);
  } catch (error) {
    await service.close();
    throw error;
  }
  return {
    url: urlOf(server, config.host),
    region: config.region,
    credentials: { ...localCredentials },
    close: async () => {
      await Promise.all([closeServer(server), service.close()]);
    },
  };
}

/** The check of each service's signatures: the service stands in their scope. */
function signatureChecks({
  signature,
  region,
}: LocalLambdaConfig): (service: string) => SignatureCheck | undefined {
  if (signature === false) return () => undefined;
  const { epochMs } = nodeClock;
  return (service) =>
    createSignatureCheck({ credentials: localCredentials, region, service, epochMs });
}

function checkConfig(config: LocalLambdaConfig): void {
  for (const [name, { versions, aliases, provisioned = {} }] of Object.entries(config.functions)) {
    for (const [version, code] of Object.entries(versions)) {
      const path = programPath(code);
      if (path !== undefined && !existsSync(path)) {
        throw new Error(`Function ${name}, version ${version}: there is no file ${path}.`);
      }
    }
    for (const [alias, { version, weights }] of Object.entries(aliases)) {
      for (const wanted of [version, ...Object.keys(weights)]) {
        if (wanted === '$LATEST' || Object.hasOwn(versions, wanted)) continue;
        throw new Error(
          `Function ${name}: alias ${alias} points at version ${wanted}, which does not exist.`,
        );
      }
    }
    for (const qualifier of Object.keys(provisioned)) {
      if (Object.hasOwn(versions, qualifier) || Object.hasOwn(aliases, qualifier)) continue;
      throw new Error(
        `Function ${name}: provisioned concurrency is for a version or an alias, and ${qualifier} is neither.`,
      );
    }
  }
}

/** The file that is run; undefined for none, and for a program that is looked for on the search path. */
function programPath(code: FunctionCode): string | undefined {
  if (code.kind === 'handler') return code.modulePath;
  if (code.kind === 'synthetic') return undefined;
  const [program = ''] = code.command;
  return isAbsolute(program) ? program : undefined;
}

function listen(server: Server, { host, port }: LocalLambdaConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => {
      const where = `${host}:${port}`;
      const message =
        error.code === 'EADDRINUSE'
          ? `The local Lambda cannot listen on ${where}: the port is in use.`
          : `The local Lambda cannot listen on ${where}: ${error.message}`;
      reject(new Error(message, { cause: error }));
    });
    server.listen({ host, port, backlog: listenBacklog }, resolve);
  });
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
