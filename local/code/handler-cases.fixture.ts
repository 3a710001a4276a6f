import { type HandlerCase, handler } from './handler-case.fixture.js';
import { runtimeCases } from './runtime-cases.fixture.js';

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

/** Everything that the local Lambda's handlers are compared with AWS's own runtime client on. */
export const handlerCases: readonly HandlerCase[] = [
  ...answers,
  ...errors,
  ...faults,
  ...state,
  ...runtimeCases,
];
