import { type HandlerCase, handler } from './handler-case.fixture.js';

const loading: HandlerCase[] = [
  { title: 'CommonJS', source: 'exports.handler = async () => "cjs";', extension: 'cjs' },
  {
    title: 'CommonJS by default',
    source: 'exports.handler = async () => __filename.length > 0;',
    extension: 'js',
  },
  {
    title: 'a nested export',
    source: 'export const api = { orders: { get: async () => 1 } };',
    exportName: 'api.orders.get',
  },
  {
    title: 'awaits at its top',
    source: 'const n = await Promise.resolve(7); export const handler = async () => n;',
  },
  { title: 'no such export', source: 'export const other = 1;' },
  { title: 'an export that is no function', source: 'export const handler = 1;' },
  { title: 'an export that is zero', source: 'export const handler = 0;' },
  {
    title: 'an import that is missing',
    source: 'import "./not-there.mjs"; export const handler = async () => 1;',
  },
  {
    title: 'a package that is missing',
    source: 'import "no-such-package"; export const handler = async () => 1;',
  },
  {
    title: 'a require that is missing',
    source: 'require("./not-there"); exports.handler = async () => 1;',
    extension: 'cjs',
  },
  { title: 'a syntax error', source: 'export const handler = async ( => 1;' },
  {
    title: 'a syntax error in CommonJS',
    source: 'exports.handler = async ( => 1;',
    extension: 'cjs',
  },
  { title: 'throws in its init', source: 'throw new Error("cannot start");' },
  {
    title: 'forgets a rejection in its init',
    source: 'Promise.reject(new Error("lost")); export const handler = async () => 1;',
  },
  { title: 'exits in its init', source: 'process.exit(0); export const handler = 1;' },
  {
    title: 'never finishes loading',
    source: 'await new Promise(() => {}); export const handler = 1;',
  },
];

const logging = [undefined, 'JSON' as const].flatMap((logFormat): HandlerCase[] => {
  const format = logFormat && { logFormat };
  const each = (title: string, body: string): HandlerCase =>
    handler(`${logFormat ?? 'text'}: ${title}`, `async () => { ${body} }`, { ...format });
  return [
    each(
      'every level',
      'for (const m of ["trace", "debug", "log", "info", "warn", "error", "fatal"]) console[m](m, 1);',
    ),
    each(
      'formats',
      'console.log("hello %s", "world"); console.log("%d", 1.5, { a: 1 }); console.log();',
    ),
    each(
      'objects',
      'console.log({ a: { b: [1] } }); console.log([1]); console.log(null); console.log(1n);',
    ),
    each('what is circular', 'const a = { n: 1 }; a.a = a; console.log(a);'),
    each(
      'errors',
      'console.error(Object.assign(new TypeError("x"), { code: 7 })); console.log("it:", new RangeError("y"), 2); console.log({ inner: new Error("z") });',
    ),
    each('lines', 'console.log("one\\ntwo");'),
    each('raw', 'process.stdout.write("a"); process.stdout.write("b\\n"); console.log("c");'),
    each('an error', 'throw Object.assign(new Error("x"), { statusCode: 404 });'),
    each('text as an error', 'throw "just text";'),
    {
      title: `${logFormat ?? 'text'}: in the init phase`,
      source:
        'console.log("init"); console.error(new Error("x")); export const handler = async () => 1;',
      ...format,
    },
    handler(
      `${logFormat ?? 'text'}: an uncaught exception`,
      '() => { setTimeout(() => { throw new Error("late"); }, 1); }',
      { ...format },
    ),
    handler(
      `${logFormat ?? 'text'}: an unhandled rejection`,
      '() => { Promise.reject(new Error("lost")); }',
      { ...format },
    ),
  ];
});

const streams: HandlerCase[] = [
  ['ends', 's.write("a"); s.end("b");'],
  ['returns a value', 's.end("b"); return 1;'],
  ['writes an object', 's.write({ a: 1 }); s.end();'],
  ['fails before it writes', 'throw new Error("early");'],
  ['fails after it wrote', 's.write("a"); throw new Error("late");'],
  [
    'sets headers',
    's = awslambda.HttpResponseStream.from(s, { statusCode: 201 }); s.write("b"); s.end();',
  ],
  [
    'sets headers and writes nothing',
    's = awslambda.HttpResponseStream.from(s, { statusCode: 201 }); s.end();',
  ],
  ['sets the type too late', 's.write("a"); s.setContentType("text/plain");'],
].map(([what, body]) =>
  handler(`a stream ${what}`, `awslambda.streamifyResponse(async (e, s, c) => { ${body} })`),
);

const otherStreams: HandlerCase[] = [
  handler('a stream without a promise', 'awslambda.streamifyResponse((e, s) => { s.end("a"); })'),
  handler(
    'streaming of an unknown kind',
    'Object.assign(() => {}, { [Symbol.for("aws.lambda.runtime.handler.streaming")]: "request" })',
  ),
];

const context: HandlerCase[] = [
  handler(
    'the context',
    `async (e, c) => ({ ...c, keys: Object.keys(c).sort(), remaining: c.getRemainingTimeInMillis() > 0 })`,
  ),
  handler(
    'the folder',
    'async () => { const before = process.cwd(); process.chdir("/"); return [before, process.cwd(), process.env.PWD]; }',
  ),
];

/** How a handler is loaded, what it logs, streams and is told. */
export const runtimeCases: readonly HandlerCase[] = [
  ...loading,
  ...logging,
  ...streams,
  ...otherStreams,
  ...context,
];
