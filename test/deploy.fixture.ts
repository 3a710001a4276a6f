import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments, parse as parseYaml } from 'yaml';
import yargs from 'yargs';
import { fleetCommand } from '../cmd/fleet.js';
import { localCommand } from '../cmd/local.js';
import { runCommand } from '../cmd/run.js';
import { refusing } from '../cmd/usage-error.js';
import { workerCommand } from '../cmd/worker.js';
import { root } from './cli.fixture.js';

export const deploy = path.join(root, 'deploy');
export const text = (name: string): string => readFileSync(path.join(deploy, name), 'utf8');
export const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  version: string;
  engines: { node: string };
  devDependencies: Record<string, string>;
};

/** A program of a container: how Reprise is called, and what is in its environment. */
interface Called {
  args: string[];
  env: Record<string, string>;
  image?: string;
}

interface ComposeService {
  image: string;
  command: string[];
  environment?: Record<string, string>;
  deploy?: { replicas: number };
}

export interface Container {
  image: string;
  args: string[];
  env: { name: string; value?: string }[];
}

export interface Manifest {
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own, and a test says which it wants.
  spec: any;
}

export const { services } = parseYaml(text('compose.yaml'), { merge: true }) as {
  services: Record<string, ComposeService>;
};
/** What deploy/kubernetes has. */
export const manifests: Manifest[] = readdirSync(path.join(deploy, 'kubernetes'))
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => parseAllDocuments(text(`kubernetes/${name}`)))
  .map((document) => document.toJS() as Manifest);
export const kind = (wanted: string, name: string): Manifest => {
  const found = manifests.find((each) => each.kind === wanted && each.metadata.name === name);
  if (!found) throw new Error(`there is no ${wanted} ${name}`);
  return found;
};
export const [jobContainer] = kind('Job', 'workers').spec.template.spec.containers as [Container];
const task = (JSON.parse(text('ecs/task-definition.json')) as { containerDefinitions: unknown[] })
  .containerDefinitions[0] as { image: string; command: string[]; secrets: { name: string }[] };
const { containerProperties: batch } = JSON.parse(text('batch/job-definition.json')) as {
  containerProperties: { image: string; command: string[]; secrets: { name: string }[] };
};
export const unit = text('systemd/reprise-worker.service');
const secretBus = 'nats://worker:PASSWORD@host:4222';

/** Where deploy/ calls Reprise. */
export const calls: Record<string, Called> = {
  ...Object.fromEntries(
    ['lambda', 'worker', 'run'].map((name) => {
      const { command, environment = {}, image } = services[name] as ComposeService;
      return [`compose.yaml, ${name}`, { args: command, env: environment, image }];
    }),
  ),
  'kubernetes/workers.yaml': {
    args: jobContainer.args,
    env: Object.fromEntries(jobContainer.env.map(({ name, value = 'x' }) => [name, value])),
  },
  'ecs/task-definition.json': {
    args: task.command,
    env: Object.fromEntries(task.secrets.map(({ name }) => [name, secretBus])),
    image: task.image,
  },
  'batch/job-definition.json': {
    args: batch.command,
    env: Object.fromEntries(batch.secrets.map(({ name }) => [name, secretBus])),
    image: batch.image,
  },
  'systemd/reprise-worker.service': {
    args: (/^ExecStart=\S*\/reprise (.*)$/m.exec(unit)?.[1] ?? '').split(' '),
    env: { REPRISE_BUS: /REPRISE_BUS=(\S+)/.exec(unit)?.[1] ?? '' },
  },
};

class Accepted extends Error {
  readonly given: Record<string, unknown>;
  constructor(given: Record<string, unknown>) {
    super('accepted');
    this.given = given;
  }
}

/** The flags as the real commands read them; throws what they refuse, and starts nothing. */
export async function parsed(args: readonly string[]): Promise<Record<string, unknown>> {
  const cli = yargs([...args])
    .scriptName('reprise')
    .command(runCommand)
    .command(workerCommand)
    .command(fleetCommand)
    .command(localCommand)
    .demandCommand(1)
    .exitProcess(false)
    // After everything is checked, and before the command's own work.
    .middleware((given) => {
      throw new Accepted(given as Record<string, unknown>);
    });
  const parse = async () => refusing(cli, args).parseAsync();
  const error: unknown = await parse().catch((thrown: unknown) => thrown);
  if (error instanceof Accepted) return error.given;
  throw error;
}
