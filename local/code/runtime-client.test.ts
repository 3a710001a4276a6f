import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalFunction } from '../config.js';
import { fn, HandlerFolder, startTestLambda, type TestLambda } from '../test-lambda.fixture.js';
import type { HandlerCase } from './handler-case.fixture.js';
import { handlerCases } from './handler-cases.fixture.js';
import { invokeWithTail } from './invoked.fixture.js';

// Every handler runs twice: as a `handler:`, and as a `command:` under aws-lambda-ric 3.3.0, which
// is what answers for it on AWS. Answers, errors, logs and what becomes of the next invocation are
// the same.

const host = fileURLToPath(new URL('../../test/aws-lambda-ric/host.mjs', import.meta.url));
const folder = new HandlerFolder();
let ours: TestLambda;
let theirs: TestLambda;

const nameOf = (index: number): string => `case-${index}`;

function functionsOf(
  run: (each: HandlerCase, name: string) => LocalFunction['versions'],
): Record<string, LocalFunction> {
  return Object.fromEntries(
    handlerCases.map((each, index) => {
      const { timeoutS = 30, logFormat = 'Text' } = each;
      const versions = run(each, nameOf(index));
      return [nameOf(index), fn({ timeoutS, logFormat, versions })];
    }),
  );
}

beforeAll(async () => {
  const codeOf = (
    { source, extension = 'mjs', exportName = 'handler' }: HandlerCase,
    name: string,
  ) => folder.code(`${name}.${extension}`, source, { exportName });
  ours = await startTestLambda(functionsOf((each, name) => ({ $LATEST: codeOf(each, name) })));
  theirs = await startTestLambda(
    functionsOf((each, name) => {
      const handlerName = `${name}.${each.exportName ?? 'handler'}`;
      return {
        $LATEST: {
          kind: 'process',
          command: [process.execPath, host, handlerName],
          workingDirectory: folder.path,
          handlerName,
          environment: { PWD: folder.path },
        },
      };
    }),
  );
});
afterAll(async () => {
  await Promise.all([ours.close(), theirs.close()]);
  folder.remove();
});

/** Where a runtime's own frames are: in an array, in the lines of a text, in text within JSON. */
const frame = String.raw`\s+at [^"\n\\]*(?:node:|aws-lambda-ric/|/local/code/|/dist/)[^"\n\\]*`;
const frames = [`,"${frame}"`, `\\n${frame}`, `\\\\n${frame}`].map((each) => new RegExp(each, 'g'));

/** What is each side's own: its frames, its file, its environments, and how long its answers are. */
function withoutOwn(text: string): string {
  const shared = frames.reduce((rest, each) => rest.replaceAll(each, ''), text);
  return shared
    .replaceAll(/\/[\w/.-]+\/aws-lambda-ric\/index\.mjs/g, '/var/runtime/index.mjs')
    .replaceAll(/\[\$LATEST\][0-9a-f]{32}/g, '<environment>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/(\d+\.)?\d+ (ms|MB)/g, '<n> $2')
    .replaceAll(/"(\w+(?:Ms|MB|Bytes))":[\d.]+/g, '"$1":<n>');
}

async function run(lambda: TestLambda, name: string, events: unknown[]) {
  const seen: unknown[] = [];
  for (const event of events) {
    const { status, error, text, log } = await invokeWithTail(lambda.client, name, event);
    seen.push({ status, error, text: withoutOwn(text), log: withoutOwn(log).split('\n') });
  }
  return seen;
}

test.each(handlerCases.map((each, index) => [each.title, index] as const))(
  '%s (sent to case-%i)',
  async (_title, index) => {
    const { events = [{}] } = handlerCases[index] as HandlerCase;
    const [own, reference] = await Promise.all(
      [ours, theirs].map((lambda) => run(lambda, nameOf(index), events)),
    );
    expect(own).toEqual(reference);
  },
);

test('there are enough handlers, and each is there once', () => {
  const titles = handlerCases.map(({ title }) => title);
  expect(titles.length).toBeGreaterThanOrEqual(60);
  expect(new Set(titles).size).toBe(titles.length);
});
