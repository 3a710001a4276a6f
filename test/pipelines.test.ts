import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bareEnvironment, program, root, temporaryFolder } from './cli.fixture.js';

const scenario = JSON.stringify({
  name: 'gate',
  target: { function: 'f', qualifier: 'live' },
  payloads: { inline: [{ n: 1 }, { n: 2 }] },
  load: [{ rate: '50/s', for: '1s' }],
  expect: ['ok == 100%'],
  local: {
    functions: {
      f: {
        versions: {
          1: { latency: { p50: '20ms', p99: '21ms' } },
          2: { latency: { p50: '20ms', p99: '21ms' }, errorRate: '50%' },
        },
        aliases: { live: { version: 1 } },
      },
    },
  },
});

/** A folder with a scenario and, first on the PATH, programs that stand for npx and gh. */
function workplace() {
  const folder = temporaryFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const put = (name: string, text: string): void => {
    writeFileSync(join(bin, name), `#!/usr/bin/env bash\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  put('npx', `[ "$1" = --yes ] && shift; shift; exec "${process.execPath}" "${program}" "$@"`);
  put(
    'gh',
    `printf '%s\\n' "$*" >> "${folder}/gh.log"; case "$*" in *--paginate*) cat "${folder}/known" 2>/dev/null;; esac; exit 0`,
  );
  writeFileSync(join(folder, 'scenario.yaml'), scenario);
  const env = { ...bareEnvironment(), PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
  const bash = (args: string[], more: NodeJS.ProcessEnv = {}) =>
    new Promise<{ code: number; output: string }>((resolve) => {
      execFile('bash', args, { cwd: folder, env: { ...env, ...more } }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
      );
    });
  return { folder, bash };
}

const script = (name: string): string => join(root, 'deploy/github', name);

describe('the GitHub action', () => {
  it('runs, keeps the reports, comments once, and ends as the run ended', async () => {
    const { folder, bash } = workplace();
    const outputs = join(folder, 'outputs');
    const report = join(folder, 'report');
    const ran = await bash([script('run.sh')], {
      ...{ REPRISE_COMMAND: 'npx --yes reprise', SCENARIO: 'scenario.yaml', DATABASE: 'r.db' },
      ...{ RUN_ARGS: '--expect p50<1ms --no-read-limits', REPORT: report, GITHUB_OUTPUT: outputs },
    });
    expect(ran.code, ran.output).toBe(0);
    expect(readFileSync(outputs, 'utf8')).toBe(`exit-code=99\nreport=${report}\n`);
    for (const file of ['report.html', 'report.md', 'junit.xml', 'summary.json'])
      expect(readFileSync(join(report, file), 'utf8').length).toBeGreaterThan(200);

    const of = {
      REPORT: report,
      NAME: 'reprise',
      PULL_REQUEST: '7',
      RUN_URL: 'https://x.example/1',
      GITHUB_REPOSITORY: 'o/r',
    };
    expect(await bash([script('comment.sh')], of)).toEqual({ code: 0, output: '' });
    writeFileSync(join(folder, 'known'), '4711\n');
    expect(await bash([script('comment.sh')], of)).toEqual({ code: 0, output: '' });
    const calls = readFileSync(join(folder, 'gh.log'), 'utf8').trim().split('\n');
    expect(calls.map((call) => call.replace(/body=@\S+|--jq.*/, ''))).toEqual([
      'api --paginate repos/o/r/issues/7/comments ',
      'api --method POST repos/o/r/issues/7/comments --field ',
      'api --paginate repos/o/r/issues/7/comments ',
      'api --method PATCH repos/o/r/issues/comments/4711 --field ',
    ]);
  });

  it.each([
    ['0', 'true', 0],
    ['99', 'false', 99],
    ['100', 'true', 100],
    ['100', 'false', 0],
    ['', 'false', 1],
  ])(
    'gates exit code %j, with fail-on-inconclusive %s, by %i',
    async (CODE, FAIL_ON_INCONCLUSIVE, code) => {
      const { bash } = workplace();
      const gated = await bash([script('gate.sh')], { CODE, FAIL_ON_INCONCLUSIVE });
      expect(gated.code).toBe(code);
    },
  );

  it('gives its scripts what they read, and names no input that it does not have', () => {
    const text = readFileSync(join(root, 'action.yml'), 'utf8');
    const action = parse(text) as {
      inputs: Record<string, unknown>;
      runs: { steps: { run?: string; env?: Record<string, string> }[] };
    };
    const used = [...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual(Object.keys(action.inputs).sort());
    for (const { run, env = {} } of action.runs.steps) {
      const file = /deploy\/github\/(\w+\.sh)/.exec(run ?? '')?.[1];
      if (file === undefined) continue;
      const source = readFileSync(script(file), 'utf8');
      for (const name of Object.keys(env))
        if (name !== 'GH_TOKEN')
          expect(source).toContain(
            `$`.concat(name === 'CODE' || name === 'RUN_ARGS' ? '{' : '', name),
          );
    }
  });
});

describe('the steps of other pipelines', () => {
  const gitlab = parse(readFileSync(join(root, 'deploy/gitlab/reprise.gitlab-ci.yml'), 'utf8'));
  const build = parse(readFileSync(join(root, 'deploy/codebuild/buildspec.yml'), 'utf8'));
  it.each<[string, string[], string]>([
    ['GitLab', gitlab.reprise.script, gitlab.reprise.artifacts.reports.junit],
    ['CodeBuild', build.phases.build.commands, `report/${build.reports.reprise.files[0]}`],
  ])('%s', async (_, lines, junit) => {
    const { folder, bash } = workplace();
    const of = {
      SCENARIO: 'scenario.yaml',
      CI_COMMIT_SHORT_SHA: 'a1b2',
      CI_COMMIT_REF_NAME: 'main',
    };
    const ran = await bash(['-ec', lines.join('\n')], {
      ...of,
      CODEBUILD_RESOLVED_SOURCE_VERSION: 'a1b2',
    });
    expect(ran.code, ran.output).toBe(0);
    expect(ran.output).toContain('there is no baseline');
    expect(readFileSync(join(folder, junit), 'utf8')).toContain('ok == 100%');
    expect(readFileSync(join(folder, 'report/summary.json'), 'utf8')).toContain('"commit": "a1b2"');
  });
});

describe('the CodeDeploy hook', () => {
  it.each([
    ['Succeeded', 'f:1', {}],
    ['Failed', 'f:2', {}],
    ['Failed', 'f:1', { SCENARIO: '/nowhere.yaml' }],
  ])('says %s of %s', async (status, now, more) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'scenario.yaml'), scenario);
    const file = pathToFileURL(join(root, 'deploy/codedeploy/before-allow-traffic.mjs')).href;
    const { createHook } = (await import(file)) as {
      createHook: (
        report: (told: object) => void,
        env: object,
      ) => (event: object) => Promise<object>;
    };
    const told: object[] = [];
    const env = { OLD: 'f:live', NEW: now, SCENARIO: join(folder, 'scenario.yaml'), ...more };
    const rules = {
      PAIRS: '120',
      RATE: '300',
      DATABASE_FOLDER: folder,
      METRICS: 'errors',
      MAX_ERROR_INCREASE: '0.05',
    };
    const hook = createHook((each) => void told.push(each), { ...env, ...rules });
    const answer = await hook({ DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'h-1' });
    expect(answer).toEqual({ status });
    expect(told).toEqual([{ deploymentId: 'd-1', lifecycleEventHookExecutionId: 'h-1', status }]);
  });
});
