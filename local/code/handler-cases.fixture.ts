/** A handler and what it is sent, one invocation after another in one environment. */
export interface HandlerCase {
  /** What it is about. */
  title: string;
  /** Of a module, or of a CommonJS one where `extension` says so. */
  source: string;
  extension?: 'mjs' | 'cjs' | 'js';
  exportName?: string;
  events?: unknown[];
  logFormat?: 'JSON';
  timeoutS?: number;
}

const handler = (title: string, source: string, more: Partial<HandlerCase> = {}): HandlerCase => ({
  title,
  source: `export const handler = ${source};`,
  ...more,
});

const errors: HandlerCase[] = [
  ['an Error', 'new Error("x")'],
  ['a TypeError', 'new TypeError("no such order")'],
  ['an error of a class', 'new (class OrderError extends Error { name = "OrderError" })("x")'],
  ['an error with properties', 'Object.assign(new Error("x"), { statusCode: 404, code: "NF" })'],
  ['an error with a cause', 'new Error("outer", { cause: new Error("inner") })'],
  ['an AggregateError', 'new AggregateError([new Error("a")], "many")'],
  ['an error with a DEL in it', 'new Error("a\\x7Fb")'],
  ['text', '"just text"'],
  ['a number', '42'],
  ['undefined', 'undefined'],
  ['null', 'null'],
  ['an object', '({ code: 1 })'],
  ['something like an error', '({ name: "N", message: "m", stack: "N: m\\n    at somewhere" })'],
  ['an object without a prototype', 'Object.create(null)'],
  ['an error without a stack', 'Object.assign(new Error("x"), { stack: undefined })'],
  [
    'an error whose name cannot be read',
    'Object.defineProperty(new Error("x"), "name", { get() { throw new Error("inner") } })',
  ],
].flatMap(([what, value]) => [
  handler(`rejects with ${what}`, `async () => { throw ${value}; }`),
  handler(`calls back with ${what}`, `(e, c, callback) => callback(${value})`),
]);

const answers: HandlerCase[] = [
  handler('async, a value', 'async (event) => ({ got: event })', { events: [{ a: 1 }, [2]] }),
  handler('async, nothing', 'async () => {}'),
  handler('a value that is no promise', '() => ({ sync: true })'),
  handler(
    'a value that is no promise, with a context',
    'function (event, context) { return "x"; }',
  ),
  handler(
    'a value, and a timer that goes on',
    '() => { setTimeout(() => console.log("done"), 100); return "early"; }',
  ),
  handler('nothing at all', '() => {}'),
  handler('a promise that nobody settles', '() => new Promise(() => {})'),
  handler('a thenable', '() => ({ then(good) { good("from then"); return Promise.resolve(); } })'),
  handler('a thenable that is not chainable', '() => ({ then(good) { good("from then"); } })'),
  handler('the callback at once', '(e, c, callback) => callback(null, "called")'),
  handler(
    'the callback later',
    '(e, c, callback) => { setTimeout(() => callback(null, "later"), 30); }',
  ),
  handler(
    'the callback through rest parameters',
    '(...all) => { setTimeout(() => all[2](null, "rest"), 30); }',
  ),
  handler(
    'the callback through inner',
    '(...all) => inner(...all); const inner = (e, c, callback) => callback(null, "inner")',
  ),
  handler('the callback without arguments', '(e, c, callback) => callback()'),
  handler('the callback twice', '(e, c, callback) => { callback(null, 1); callback(null, 2); }'),
  handler(
    'the callback, then an error',
    '(e, c, callback) => { callback(null, 1); callback(new Error("second")); }',
  ),
  handler(
    'the callback, then a throw',
    '(e, c, callback) => { callback(null, 1); throw new Error("after"); }',
  ),
  handler(
    'the callback and a promise',
    'async (e, c, callback) => { callback(null, "first"); return "second"; }',
  ),
  handler(
    'the callback after an await',
    'async (e, c, callback) => { await null; callback(null, 1); }',
  ),
  handler(
    'a promise before the callback',
    'async (e, c, callback) => { setTimeout(() => callback(null, "late"), 30); }',
  ),
  handler(
    'the callback waits for timers',
    `(e, c, callback) => { let timers = 0;
    setTimeout(() => { timers++; setTimeout(() => { timers++; }, 20); }, 20);
    callback(null, { get timers() { return timers; } }); }`,
  ),
  handler(
    'the callback does not wait when told',
    `(e, c, callback) => { let timers = 0;
    c.callbackWaitsForEmptyEventLoop = false; setTimeout(() => { timers++; }, 20);
    callback(null, { get timers() { return timers; } }); }`,
  ),
  handler(
    'an error does not wait',
    '(e, c, callback) => { setTimeout(() => {}, 500); callback(new Error("now")); }',
  ),
  handler(
    'waiting is switched off after the callback',
    `(e, c, callback) => {
    setTimeout(() => { c.callbackWaitsForEmptyEventLoop = false; }, 5); callback(null, "x"); }`,
  ),
  handler('succeed', '(e, c) => { setTimeout(() => c.succeed("from timer"), 30); }'),
  handler(
    'succeed does not wait',
    '(e, c) => { setTimeout(() => console.log("too late"), 100); c.succeed(1); }',
  ),
  handler('fail', '(e, c) => { setTimeout(() => c.fail(new Error("late")), 30); }'),
  handler('fail without an error', '(e, c) => c.fail()'),
  handler('done', '(e, c) => c.done(null, "done")'),
  handler('done with an error', '(e, c) => c.done(new Error("done"))'),
  handler('succeed, then fail', '(e, c) => { c.succeed(1); c.fail(new Error("second")); }'),
  handler('a promise after succeed', 'async (e, c) => { c.succeed("first"); return "second"; }'),
  handler('this', 'function () { return Promise.resolve(typeof this.handler); }'),
];

const faults: HandlerCase[] = [
  handler('throws while it is called', '() => { throw new RangeError("sync"); }'),
  handler('throws undefined while it is called', '() => { throw undefined; }'),
  handler('answers what is circular', 'async () => { const a = {}; a.a = a; return a; }'),
  handler(
    'calls back with what is circular',
    '(e, c, callback) => { const a = {}; a.a = a; callback(null, a); }',
  ),
  handler(
    'calls back with what is circular, without waiting',
    `(e, c, callback) => {
    c.callbackWaitsForEmptyEventLoop = false; const a = {}; a.a = a; callback(null, a); }`,
  ),
  handler('answers a BigInt', 'async () => 1n'),
  handler('answers a function', 'async () => () => {}'),
  handler('answers with toJSON', 'async () => ({ toJSON: () => ({ in: "disguise" }) })'),
  handler(
    'forgets a rejection',
    '() => new Promise(() => { Promise.reject(new Error("lost")); })',
    { events: [{}, {}] },
  ),
  handler('forgets a rejection with text', '() => new Promise(() => { Promise.reject("lost"); })'),
  handler(
    'throws in a timer',
    '() => new Promise(() => { setTimeout(() => { throw new Error("late"); }, 1); })',
    { events: [{}, {}] },
  ),
  handler(
    'throws null in a timer',
    '() => new Promise(() => { setTimeout(() => { throw null; }, 1); })',
  ),
  handler('exits', 'async () => { console.log("bye"); process.exit(3); }', { events: [{}, {}] }),
  handler('answers and exits', '(e, c) => { c.succeed("before"); process.exit(0); }'),
  handler('never answers', '() => { setInterval(() => {}, 1000); }', { timeoutS: 1 }),
];

const state: HandlerCase[] = [
  {
    title: 'a timer of one invocation fails the next',
    source: `let n = 0; export const handler = async () => { n++; if (n > 1) await new Promise(() => setInterval(() => {}, 1000));
      setInterval(() => { if (n > 1) throw new Error("of the first"); }, 5); return n; };`,
    events: [{}, {}, {}],
  },
  {
    title: 'the callback of one invocation is called in the next',
    source: `let kept; export const handler = async (e, c, callback) => { if (kept) kept(null, "stale"); kept = callback; return e; };`,
    events: [1, 2],
  },
  {
    title: 'a callback that was waited for in vain is called in the next',
    source: `let kept; export const handler = (e, c, callback) => { if (kept) { kept(null, "stale"); callback(null, e); } kept = callback; };`,
    events: [1, 2],
    timeoutS: 1,
  },
];

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

/** Everything that the local Lambda's handlers are compared with AWS's own runtime client on. */
export const handlerCases: readonly HandlerCase[] = [
  ...answers,
  ...errors,
  ...faults,
  ...state,
  ...loading,
  ...logging,
  ...streams,
  ...otherStreams,
  ...context,
];
