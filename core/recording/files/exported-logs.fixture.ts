import type { ImportOptions } from './import.js';

/** A payload with its time, and with what else is said of it. */
export type Line = [payload: string, time?: string, version?: string];

/** A file, and the events that a person sees in it. */
export interface LoadCase {
  what: string;
  /** The file's name; what it is must not hang on it. */
  file?: string;
  text: string | Uint8Array;
  options?: Partial<ImportOptions>;
  events: Line[];
}

export const marker = (text: string): Partial<ImportOptions> => ({ lines: { marker: text } });

export const stream = '2026/11/29/[12]0123456789abcdef';
export const at = (ms: number): number => Date.UTC(2026, 10, 29, 3, 0, 0, ms);
export const time = (ms: number): string => new Date(at(ms)).toISOString();
export const id = '11111111-2222-3333-4444-555555555555';

/** What a function logs that prints its event behind a word, and something else. */
export const messages = [
  `START RequestId: ${id} Version: 12\n`,
  `${time(124)}\t${id}\tINFO\tEVENT {"orderId": "A-1", "n": 1.0}\n`,
  `${time(125)}\t${id}\tINFO\tother {"x": 1}\n`,
  `END RequestId: ${id}\n`,
];
export const logEvents = messages.map((message, i) => ({
  logStreamName: stream,
  timestamp: at(123 + i),
  message,
  ingestionTime: at(900),
  eventId: `${i}`,
}));
export const theEvent: Line[] = [['{"orderId": "A-1", "n": 1.0}', time(124), '12']];

const consoleRows = [
  `{"@timestamp": "2026-11-29 03:00:00.124", "@message": {"orderId": "A-1", "n": 1.0}, "@logStream": "${stream}"}`,
  '{"@timestamp": "2026-11-29 03:00:01.124", "@message": {"orderId": "A-2"}}',
];
const consoleEvents: Line[] = [
  ['{"orderId": "A-1", "n": 1.0}', time(124), '12'],
  ['{"orderId": "A-2"}', time(1124)],
];
const apiRow = (n: number): object[] => [
  { field: '@timestamp', value: `2026-11-29 03:00:0${n}.000` },
  { field: '@message', value: `{"n": ${n}}` },
  { field: '@ptr', value: 'x' },
];
const subscribed = [1, 2].map((n) => ({
  id: `3719410659410859000000000000000000000000000000000000000${n}`,
  timestamp: at(n),
  message: `{"n": ${n}}`,
}));
export const jsonLog = (message: unknown): string =>
  JSON.stringify({ timestamp: time(124), level: 'INFO', requestId: id, message });
export const pretty = (...values: unknown[]): string =>
  values.map((value) => JSON.stringify(value, null, 2)).join('\n');
export const lines = (...values: unknown[]): string =>
  values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n');

export const shapes: LoadCase[] = [
  {
    what: "the Insights console's JSON, messages parsed",
    text: `[${consoleRows.join(', ')}]`,
    events: consoleEvents,
  },
  { what: 'the same, one row a line', text: lines(...consoleRows), events: consoleEvents },
  {
    what: 'a row of it whose message is a text',
    file: 'logs-insights-results.json',
    text: `[{"@timestamp":"2026-11-29 03:00:00.124","@message":${JSON.stringify(messages[1])},"@logStream":"${stream}"}]`,
    options: marker('EVENT'),
    events: theEvent,
  },
  {
    what: 'jq .events of filter-log-events',
    file: 'events.json',
    text: pretty(logEvents),
    options: marker('EVENT'),
    events: theEvent,
  },
  {
    what: 'jq -c .events[] of it',
    file: 'events.jsonl',
    text: lines(...logEvents),
    options: marker('EVENT'),
    events: theEvent,
  },
  {
    what: 'jq .events[] of it',
    text: pretty(...logEvents),
    options: marker('EVENT'),
    events: theEvent,
  },
  {
    what: 'jq .logEvents of a subscription record',
    text: JSON.stringify(subscribed),
    events: [
      ['{"n": 1}', time(1)],
      ['{"n": 2}', time(2)],
    ],
  },
  {
    what: 'jq .results of get-query-results',
    file: 'results.json',
    text: pretty([apiRow(1), apiRow(2)]),
    events: [
      ['{"n": 1}', time(1000)],
      ['{"n": 2}', time(2000)],
    ],
  },
  ...(
    [
      ['jq -c .results[] of it', lines(apiRow(1), apiRow(2))],
      ['jq .results[] of it', pretty(apiRow(1), apiRow(2))],
    ] as const
  ).map(
    ([what, text]): LoadCase => ({
      what,
      text,
      events: [
        ['{"n": 1}', time(1000)],
        ['{"n": 2}', time(2000)],
      ],
    }),
  ),
  {
    what: 'jq .results[0] of it',
    file: 'row.json',
    text: pretty(apiRow(1)),
    events: [['{"n": 1}', time(1000)]],
  },
  {
    what: 'an update of a live tail',
    text: JSON.stringify({ sessionUpdate: { sessionResults: logEvents } }),
    options: marker('EVENT'),
    events: theEvent,
  },
  {
    what: "lines of Docker's json-file",
    text: lines(
      { log: `${messages[1]}`, stream: 'stdout', time: '2026-11-29T03:00:00.124000001Z' },
      { log: 'other\n', stream: 'stderr', time: '2026-11-29T03:00:00.125Z' },
    ),
    options: marker('EVENT'),
    events: [['{"orderId": "A-1", "n": 1.0}', time(124)]],
  },
  {
    what: 'a list of lines in the JSON log format',
    file: 'x.json',
    text: pretty([JSON.parse(jsonLog('hello')), JSON.parse(jsonLog({ orderId: 1 }))]),
    events: [['{\n      "orderId": 1\n    }', time(124)]],
  },
];

export const markers: LoadCase[] = [
  ...(
    [
      ['a text marker in a JSON log', jsonLog('EVENT {"orderId": "A-1"}'), 'EVENT'],
      [
        "Python's logger",
        `{"timestamp": "${time(124)}", "level": "INFO", "message": "EVENT {\\"orderId\\": \\"A-1\\"}", "logger": "root", "requestId": "${id}"}`,
        'EVENT',
      ],
      ['$.message in a JSON log', jsonLog('{"orderId": "A-1"}'), '$.message'],
      ['$.event in the message of one', jsonLog({ event: { orderId: 'A-1' } }), '$.event'],
      ['$.event in a message that is a text', jsonLog('{"event": {"orderId": "A-1"}}'), '$.event'],
      [
        "the platform's record of a line",
        JSON.stringify({ time: time(124), type: 'function', record: 'EVENT {"orderId": "A-1"}\n' }),
        'EVENT',
      ],
    ] as const
  ).flatMap(([what, line, text]): LoadCase[] => {
    const others = [jsonLog('starting'), jsonLog(['other']), 'a text line'];
    if (text === '$.message') others[1] = jsonLog('[main] ready');
    const payload =
      line.includes('{"event":{') || line.includes('{"orderId":')
        ? '{"orderId":"A-1"}'
        : '{"orderId": "A-1"}';
    const logged = [...others, line].map((message) => ({ timestamp: at(124), message }));
    return [
      {
        what: `${what}, from CloudWatch`,
        text: JSON.stringify({ events: logged, nextForwardToken: 'f' }),
        options: marker(text),
        events: [[payload, time(124)]],
      },
      {
        what: `${what}, as lines`,
        text: lines(...others.slice(0, 2), line),
        options: marker(text),
        events: [[payload, time(124)]],
      },
    ];
  }),
  {
    what: 'a pattern in a JSON log',
    text: lines(jsonLog('hello'), jsonLog('event=<{"orderId": 1}>')),
    options: { lines: { pattern: /event=<(.*)>/ } },
    events: [['{"orderId": 1}', time(124)]],
  },
  {
    what: "$.event in a logger's lines",
    file: 'app.jsonl',
    text: lines({ level: 30, msg: 'x' }, { level: 30, msg: 'got', event: { n: 1 } }),
    options: marker('$.event'),
    events: [['{"n":1}']],
  },
];
