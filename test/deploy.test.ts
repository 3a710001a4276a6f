import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, parse as parseYaml } from 'yaml';
import { takeEnvironment } from '../cmd/environment.js';
import { busAddress } from '../core/fleet/bus-address.js';
import { fleetNameSyntax } from '../core/fleet/protocol.js';
import { hasPython, runPython } from '../results/export/python.fixture.js';
import { root, temporaryFolder } from './cli.fixture.js';
import {
  type Container,
  calls,
  deploy,
  jobContainer,
  kind,
  type Manifest,
  manifest,
  parsed,
  services,
  text,
  unit,
} from './deploy.fixture.js';

const run = promisify(execFile);

const users = [...text('nats.conf').matchAll(/user: (\w+)/g)].map(([, user]) => user);
const port = /listen: "0\.0\.0\.0:(\d+)"/.exec(text('nats.conf'))?.[1];
const passwords = [...text('nats.conf').matchAll(/password: \$(\w+)/g)].map(([, name]) => name);

describe('what deploy/ starts', () => {
  it.each(Object.entries(calls))(
    '%s: the command line is one that Reprise takes',
    async (...of) => {
      const [, { args, env }] = of;
      const { args: whole, notes } = takeEnvironment(args, env);
      expect(notes).toEqual([]);
      const given = await parsed(whole);
      if (args[0] === 'local') return;
      expect(given.fleet).toMatch(fleetNameSyntax);
      const { options } = busAddress(String(given.bus));
      expect(users).toContain(options.user);
      expect(String(given.bus)).toMatch(new RegExp(`:${port}$`));
    },
  );

  it('a command line that Reprise does not take is told', async () => {
    await expect(parsed(['worker', '--fleets', 'x'])).rejects.toThrow(/no flag --fleets/);
    await expect(parsed(['local', 'serve'])).rejects.toThrow(/needs/);
  });

  it('every image is of this version, and the server is the same everywhere', () => {
    const nats = kind('StatefulSet', 'nats').spec.template.spec.containers[0] as Container;
    expect(services.nats?.image).toBe(nats.image);
    const tag = new RegExp(`(^|/)reprise:${manifest.version.replaceAll('.', '\\.')}$`);
    for (const { image } of Object.values(calls)) if (image) expect(image).toMatch(tag);
    const { images } = parseYaml(text('kustomization.yaml')) as { images: { newTag: string }[] };
    expect(images.map(({ newTag }) => newTag)).toEqual([manifest.version]);
    expect(readFileSync(path.join(root, 'Dockerfile'), 'utf8')).toContain(
      `reprise:${manifest.version} `,
    );
  });

  it('everybody has the passwords and the port of nats.conf', () => {
    expect(Object.keys(services.nats?.environment ?? {})).toEqual(passwords);
    const job = JSON.stringify(jobContainer.env);
    expect(passwords.filter((name) => name && job.includes(name))).toEqual([
      'REPRISE_WORKER_PASSWORD',
    ]);
    for (const name of passwords) expect(text('kustomization.yaml')).toContain(`${name}=`);
    expect(kind('Service', 'nats').spec.ports.map((each: { port: number }) => each.port)).toEqual([
      Number(port),
    ]);
    const ports = (name: string): unknown[] => {
      const { ingress = [], egress = [] } = kind('NetworkPolicy', name).spec as Record<string, []>;
      return [...ingress, ...egress].flatMap(({ ports: each }: { ports: { port: number }[] }) =>
        each.map((one) => one.port),
      );
    };
    expect([ports('nats'), ports('senders')]).toEqual([
      [Number(port)],
      expect.arrayContaining([Number(port), 53, 443]),
    ]);
  });

  it('a run is given as many workers as are started', async () => {
    const given = await parsed(services.run?.command ?? []);
    expect(Number(given.workers)).toBe(services.worker?.deploy?.replicas);
    const { spec } = kind('Job', 'workers');
    expect(spec.completions).toBe(spec.parallelism);
    // The server's and the workers' labels are those that the network policies speak of.
    expect(spec.template.metadata.labels).toEqual({ 'app.kubernetes.io/name': 'worker' });
  });

  it('the Dockerfile installs what package.json says, and a Node that it allows', () => {
    const file = readFileSync(path.join(root, 'Dockerfile'), 'utf8');
    const argument = (name: string): string =>
      new RegExp(`^ARG ${name}=(.*)$`, 'm').exec(file)?.[1] ?? '';
    expect(argument('NATS_CLIENT')).toBe(manifest.devDependencies['@nats-io/transport-node']);
    expect(argument('NATS_CLIENT')).toBe(manifest.devDependencies['@nats-io/jetstream']);
    expect(argument('AWS_CLIENTS')).toBe(manifest.devDependencies['@aws-sdk/client-sqs']);
    const leastNode = Number(/\d+/.exec(manifest.engines.node)?.[0]);
    expect(Number(argument('NODE_VERSION'))).toBeGreaterThanOrEqual(leastNode);
    expect(unit).toContain(`@nats-io/transport-node@${argument('NATS_CLIENT')}`);
    // Its last user is not root, by a number that Kubernetes can look at.
    expect(file.match(/^USER .*$/gm)?.at(-1)).toBe('USER 1000:1000');
  });
});

describe.skipIf(!isInstalled('kubectl'))('kustomize (kubectl)', () => {
  it('puts the namespace, the image and the passwords where they belong', async () => {
    const folder = temporaryFolder();
    cpSync(deploy, folder, { recursive: true });
    const secrets = passwords.map((name) => `${name}=secret\n`).join('');
    writeFileSync(path.join(folder, 'kubernetes/bus.env'), secrets);
    const { stdout } = await run('kubectl', ['kustomize', folder]);
    const built = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
    const kinds = built.map((each) => `${each.kind} ${each.metadata.name}`).sort();
    expect(kinds).toEqual([
      ...['ConfigMap nats', 'Job workers', 'Namespace reprise', 'NetworkPolicy nats'],
      ...['NetworkPolicy senders', 'Secret bus', 'Service nats', 'ServiceAccount worker'],
      'StatefulSet nats',
    ]);
    const job = built.find((each) => each.kind === 'Job') as Manifest;
    expect(job.spec.template.spec.containers[0].image).toBe(`reprise:${manifest.version}`);
  });
});

describe.skipIf(!isInstalled('systemd-analyze'))('the unit (systemd-analyze)', () => {
  it('is one that systemd takes without a warning', async () => {
    const file = path.join(temporaryFolder(), 'reprise-worker.service');
    writeFileSync(file, unit.replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true'));
    const { stdout, stderr } = await run('systemd-analyze', ['verify', file]);
    expect(stdout + stderr).toBe('');
  });
});

/** Holds files against the inputs of services' operations, by the models that the AWS SDK for Python has. */
const heldAgainstModels = `
import json, sys
import botocore.session
from botocore.validate import validate_parameters
session = botocore.session.get_session()
for service, operation, file in json.load(sys.stdin):
    model = session.get_service_model(service).operation_model(operation)
    validate_parameters(json.load(open(file)), model.input_shape)
print(json.dumps("held"))
`;

describe.skipIf(!hasPython('botocore'))('the templates of ECS and Batch (botocore)', () => {
  it('are what the services take', () => {
    const held = (...of: [service: string, operation: string, file: string][]): unknown =>
      runPython(
        heldAgainstModels,
        of.map(([service, operation, file]) => [service, operation, path.join(deploy, file)]),
      );
    expect(
      held(
        ['ecs', 'RegisterTaskDefinition', 'ecs/task-definition.json'],
        ['batch', 'RegisterJobDefinition', 'batch/job-definition.json'],
        ['batch', 'SubmitJob', 'batch/submit-job.json'],
      ),
    ).toBe('held');
    expect(() => held(['batch', 'SubmitJob', 'batch/job-definition.json'])).toThrow(
      /Unknown parameter in input/,
    );
  });
});

describe('ecs/run-workers.sh', () => {
  /** With a program in place of `aws` that places at most so many tasks in all. */
  async function start(workers: number, room: number) {
    const folder = temporaryFolder();
    const log = path.join(folder, 'log');
    const fake = `#!/usr/bin/env bash
while [ "$1" != --count ]; do shift; done
echo "$2" >> '${log}'
had=$(cat '${folder}/had' 2>/dev/null || echo 0)
tasks=()
for ((i = had; i < had + $2 && i < ${room}; i++)); do tasks+=("task/$i"); done
echo "$i" > '${folder}/had'
(IFS=$'\\t'; echo "\${tasks[*]}")
`;
    writeFileSync(path.join(folder, 'aws'), fake);
    chmodSync(path.join(folder, 'aws'), 0o755);
    const env = {
      ...{ PATH: `${folder}${path.delimiter}${process.env.PATH}`, CLUSTER: 'c' },
      ...{ SUBNETS: 's', SECURITY_GROUP: 'g' },
    };
    const ended = await run('bash', [path.join(deploy, 'ecs/run-workers.sh'), `${workers}`], {
      env,
    }).catch((error: { stdout: string; stderr: string }) => error);
    return {
      asked: readFileSync(log, 'utf8').trim().split('\n').map(Number),
      tasks: ended.stdout.trim().split('\n'),
      said: ended.stderr,
    };
  }

  it('starts them ten at a time', async () => {
    const { asked, tasks, said } = await start(25, 100);
    expect([asked, tasks.length, said]).toEqual([[10, 10, 5], 25, '']);
  });

  it('says how many there was room for', async () => {
    const { asked, tasks, said } = await start(25, 13);
    expect([asked, tasks.length]).toEqual([[10, 10], 13]);
    expect(said).toContain('Only 13 of 25 workers could be placed');
  });
});

function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
