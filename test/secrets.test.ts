import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type Ended, reprise, type Started, start, temporaryFolder } from './cli.fixture.js';
import { scriptedEndpoint } from './scripted-endpoint.fixture.js';

/** Every one of them has this in it, which is looked for wherever something is written. */
const planted = /PLANTED\w*\d\d/g;

/** Members of an event whose values nobody is to see, for rules that name them. */
const members = {
  password: 'PLANTED01',
  Authorization: 'Bearer PLANTED02abcdefgh',
  'x-api-key': 'PLANTED03',
  cookie: 'session=PLANTED04',
  access_token: 'PLANTED05',
  refreshToken: 'PLANTED06',
  ssn: 'PLANTED07',
  customer: { id: 'PLANTED08', address: ['PLANTED09'] },
  pinCode: 'PLANTED10',
  'set-cookie': ['id=PLANTED11'],
};

/** Values that are secret wherever they stand, for rules that describe them. */
const values = [
  ['AKIA', 'PLANTED12XYZ'].join(''),
  'sk_live_PLANTED13',
  'ghp_PLANTED14',
  'order=PLANTED15',
  'https://u:PLANTED16@example.com',
  'PLANTED17@example.com',
];

const event = {
  ...members,
  text: values.join(' '),
  body: JSON.stringify({ password: 'PLANTED18' }),
  headers: [{ name: 'Authorization', value: 'PLANTED19' }],
  nested: { deep: { password: 'PLANTED20' } },
};

const rules = [
  ...['--redact-builtin', 'all', '--redact-key', 'ssn', '--redact-key', 'pin*'],
  ...['--redact-path', '$.customer', '--redact-pattern', 'order=(\\w+)'],
  ...['--redact-pattern', '\\w*PLANTED(?:other)?1[2-7]\\w*'],
];

/** Ways in which functions quote what they were given. */
const quotes: ((given: object, text: string) => string)[] = [
  (given) => JSON.stringify(given),
  (given) => `cannot handle ${JSON.stringify(given)}`,
  (given) => `bad event: ${JSON.stringify(JSON.stringify(given))}`,
  (given) => JSON.stringify(given).replaceAll('"', "'"),
  (given) => JSON.stringify(given).replace(/"([\w-]+)":/g, ' $1: '),
  (given) => `${JSON.stringify(given).slice(0, 150)}`,
  (_, text) => text,
  () => 'password=PLANTED01&ssn=PLANTED07',
  () => 'Authorization: Bearer PLANTED02abcdefgh',
  () => "KeyError: {'name': 'Authorization', 'value': 'PLANTED19'}",
];

/** Answers that quote the event: as errors of either side, in log tails, in answers that differ. */
async function quotingEndpoint() {
  let count = 0;
  const endpoint = await scriptedEndpoint(({ path: to }, response) => {
    count += 1;
    const quoted = quotes[count % quotes.length]?.(event, values.join(' ')) ?? '';
    const log = Buffer.from(`${quoted.slice(0, 2000)}\nREPORT RequestId: a\tDuration: 1 ms\n`);
    const head = { 'content-type': 'application/json', 'x-amz-log-result': log.toString('base64') };
    const error = { errorType: quoted, errorMessage: quoted, message: quoted, trace: [quoted] };
    if (/:1\/|Qualifier=1/.test(to)) {
      response.writeHead(200, head).end(JSON.stringify({ ...event, same: 1 }));
    } else if (/Qualifier=2/.test(to)) {
      const other = JSON.stringify(event).replaceAll('PLANTED', 'PLANTEDother');
      response.writeHead(200, head).end(JSON.stringify({ ...JSON.parse(other), same: 2 }));
    } else if (count % 5 === 0) {
      response.writeHead(429, head).end(JSON.stringify({ ...error, Reason: quoted }));
    } else if (count % 5 === 1) {
      response.writeHead(400, head).end(JSON.stringify(error));
    } else if (count % 5 === 2) {
      response.writeHead(503, { ...head, 'content-type': 'text/plain' }).end(quoted);
    } else {
      response
        .writeHead(200, { ...head, 'x-amz-function-error': 'Unhandled' })
        .end(count % 2 === 0 ? JSON.stringify(error) : quoted);
    }
  });
  onTestFinished(() => endpoint.close());
  return endpoint;
}

async function collector(): Promise<{ url: string; bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', (chunk: Buffer) => {
      body += chunk.toString('latin1');
    });
    incoming.on('end', () => {
      bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

const formats = 'json text html csv csv-samples junit markdown openmetrics hlog hgrm'.split(' ');

it('that a recording was kept free of are in no report of a run over it, nor in the database', async () => {
  const folder = temporaryFolder();
  const at = (name: string): string => path.join(folder, name);
  mkdirSync(at('out'));
  writeFileSync(at('events.jsonl'), `${JSON.stringify(event)}\n`.repeat(20));
  const endpoint = await quotingEndpoint();
  const otlp = await collector();
  const env = {
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL_LAMBDA: endpoint.url,
  };
  const db = ['--db', at('out/r.db')];
  const imported = ['record', 'import', at('events.jsonl'), '--as', 'friday', ...rules, ...db];
  const said: Ended[] = [await reprise(imported)];
  expect(said[0]?.code, said[0]?.stderr).toBe(0);

  const outs = formats.flatMap((format) => ['--out', `${format}=${at(`out/run.${format}`)}`]);
  const load = ['--recording', 'friday', '--rate', '60/s', '--for', '3s', '--web', '--quiet'];
  const run = ['run', '--function', 'f', ...load, ...outs, '--out', `otlp=${otlp.url}`, ...db];
  const running = start(run, { env });
  const live = await livePage(running);
  said.push(await running.ended);
  const compare = ['compare', 'f:1', 'f:2', '--recording', 'friday', '--pairs', '60', ...db];
  const pages = ['json', 'html', 'text'].flatMap((format) => [
    '--out',
    `${format}=${at(`out/compare.${format}`)}`,
  ]);
  said.push(await reprise([...compare, '--rate', '100/s', ...pages], { env }));
  said.push(await reprise(['report', 'last', ...db, '--out', 'json=-']));

  const files = readdirSync(at('out')).map((name) => [
    name,
    readFileSync(at(`out/${name}`), 'latin1'),
  ]);
  const printed = said.map(({ stdout, stderr }, i) => [`printed ${i}`, stdout + stderr]);
  const all = [...files, ...printed, ['live page', live], ['otlp', otlp.bodies.join('\n')]];
  const found = all.flatMap(([name, text = '']) => {
    const hits = [...new Set(text.match(planted) ?? [])];
    return hits.length === 0 ? [] : [`${name}: ${hits.join(' ')}`];
  });
  expect(found).toEqual([]);
  // And yet they speak of the failures, and of what differs.
  expect(readFileSync(at('out/run.text'), 'utf8')).toContain('***');
  expect(readFileSync(at('out/compare.json'), 'utf8')).toContain('$.same');
  // Three seconds, and the totals.
  expect(otlp.bodies.length).toBeGreaterThan(3);
  expect(live).toContain('***');
  const modes = readdirSync(at('out')).map((name) => statSync(at(`out/${name}`)).mode & 0o777);
  expect(new Set(modes)).toEqual(new Set([0o600]));
});

/** Everything that the page and its stream of events bring until the run is over. */
async function livePage({ process: child, ended }: Started): Promise<string> {
  let stderr = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      const found = /^Watch it at (http:\S+)$/m.exec(stderr);
      if (found?.[1]) resolve(found[1]);
    });
    void ended.then(() => reject(new Error(stderr)));
  });
  const stream = await fetch(`${url}events`);
  const page = await (await fetch(url)).text();
  return page + (await stream.text());
}
