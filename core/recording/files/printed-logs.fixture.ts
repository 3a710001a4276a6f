import {
  id,
  type LoadCase,
  marker,
  messages,
  stream,
  theEvent,
  time,
} from './exported-logs.fixture.js';

/** Logs as terminals show them. */
const green = (text: string): string => `\u001b[32m${text}\u001b[0m`;
const report = `REPORT RequestId: ${id}\tDuration: 2.00 ms\tBilled Duration: 3 ms\n`;

export const tails: LoadCase[] = [
  {
    what: 'aws logs tail --format short',
    text: '2026-11-29T03:00:00 INIT_START Runtime Version: nodejs:24.v9\n2026-11-29T03:00:01 EVENT {"n": 1}\n',
    options: marker('EVENT'),
    events: [['{"n": 1}', time(1000)]],
  },
  {
    what: 'aws logs tail --format json',
    text: `2026-11-29T03:00:00.124000+00:00 ${stream} \n{\n    "n": 1\n}\n2026-11-29T03:00:00.125000+00:00 ${stream} REPORT\n`,
    events: [['{\n    "n": 1\n}', time(124), '12']],
  },
  {
    what: 'aws logs tail in color',
    text: `${green('2026-11-29T03:00:00.124000+00:00')} \u001b[36m${stream}\u001b[0m EVENT {"n": 1}\n`,
    options: marker('EVENT'),
    events: [['{"n": 1}', time(124), '12']],
  },
  {
    what: 'sam logs',
    text: `${stream} 2026-11-29T03:00:00.123000 START RequestId: ${id} Version: 12\n${stream} 2026-11-29T03:00:00.124000 ${messages[1]}${stream} 2026-11-29T03:00:00.126000 {\n  "n": 2\n}\n`,
    options: marker('EVENT'),
    events: theEvent,
  },
  {
    what: 'sam logs in color, without a marker',
    text: `\u001b[36m${stream}\u001b[0m \u001b[33m2026-11-29T03:00:00.126000\u001b[0m {\n  "n": 2\n}\n`,
    events: [['{\n  "n": 2\n}', time(126), '12']],
  },
  {
    what: 'docker logs of the runtime emulator',
    text: `29 Nov 2026 03:00:00,123 [INFO] (rapid) exec '/var/runtime/bootstrap' (cwd=/var/task, handler=)\n${messages.join('')}${report}`,
    options: marker('EVENT'),
    events: theEvent,
  },
  {
    what: 'docker logs -t',
    text: messages.map((message) => `2026-11-29T03:00:00.124000001Z ${message}`).join(''),
    options: marker('EVENT'),
    events: [['{"orderId": "A-1", "n": 1.0}', time(124)]],
  },
  ...['EVENT', undefined].map(
    (text): LoadCase => ({
      what: `sam local invoke, whose last line is the response, by ${text ?? 'shape'}`,
      text: `Invoking index.handler (nodejs24.x)\nMounting /app as /var/task:ro,delegated, inside runtime container\n${messages[0]}${time(124)}\t${id}\tINFO\t${text ?? ''} {"n": 1}\nEND RequestId: ${id}\n${report}{"statusCode": 200, "body": "EVENT {}"}\n`,
      options: text === undefined ? {} : marker(text),
      events: [['{"n": 1}', time(124), '12']],
    }),
  ),
  {
    what: 'sam local of several invocations that overlap',
    text: `START RequestId: a Version: $LATEST\nSTART RequestId: b Version: $LATEST\nEND RequestId: a\n{"n": 1}\nEND RequestId: b\n{"statusCode": 200}\nSTART RequestId: c Version: $LATEST\n{"n": 2}\n`,
    events: [
      ['{"n": 1}', undefined as never, '$LATEST'],
      ['{"n": 2}', undefined as never, '$LATEST'],
    ],
  },
  {
    what: 'a container whose output comes late, after END',
    text: `START RequestId: ${id} Version: 12\nEND RequestId: ${id}\n${report}EVENT {"n": 1}\n{"statusCode": 200}\n`,
    options: marker('EVENT'),
    events: [['{"n": 1}', undefined as never, '12']],
  },
];
