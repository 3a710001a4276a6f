import { describe, expect, it } from 'vitest';
import { ReportRedaction } from './report-redaction.js';
import { type RedactionRule, recordParts } from './rule.js';

const all = { action: 'mask', in: recordParts } as const;
const rules: RedactionRule[] = [
  { ...all, kind: 'key', key: 'token' },
  { ...all, kind: 'key', key: 'pin*' },
  { ...all, kind: 'path', path: '$.customer["e.mail"]' },
  { ...all, kind: 'pattern', pattern: 'order=(\\d+)' },
  { ...all, kind: 'builtin', builtin: 'authorization' },
];

describe('what a message quotes of an event', () => {
  it.each([
    ['as JSON', '{"token":"s","a":1}', '{"token":***,"a":1}'],
    ['as JSON after some words', 'bad: {"token":"s","a":1}', 'bad: {"token":***,"a":1}'],
    ['as JSON that is cut', 'bad: {"a":1,"token":"sec', 'bad: {"a":1,"token":***'],
    [
      'as JSON in a string',
      'bad: "{\\"token\\":\\"s\\",\\"a\\":1}"',
      'bad: "{\\"token\\":***,\\"a\\":1}"',
    ],
    ['with an escaped quote in it', 'bad: {"token":"s\\"s","a":1}', 'bad: {"token":***,"a":1}'],
    ['as Python prints it', "KeyError: {'token': 's', 'a': 1}", "KeyError: {'token': ***, 'a': 1}"],
    ['as Node prints it', "{ a: 1, Token: 's' }", '{ a: 1, Token: *** }'],
    ['as Ruby prints it', '{"token"=>"s", "a"=>1}', '{"token"=>***, "a"=>1}'],
    ['as a form', 'a=1&token=s&b=2', 'a=1&token=***&b=2'],
    ['as a header', 'Authorization: Bearer abc', 'Authorization: ***'],
    ['as a pair', "{'name': 'X-Api-Key', 'value': 's'}", "{'name': 'X-Api-Key', 'value': ***}"],
    ['as a number', 'pinCode: 1234, a: 1', 'pinCode: ***, a: 1'],
    ['as an object', 'bad: {"token":{"a":["s"', 'bad: {"token":***'],
    ['by the last name of a path', 'bad e.mail=s', 'bad e.mail=***'],
    ['by a pattern', 'no order=17 here', 'no order=*** here'],
  ])('%s is masked', (_, given, shown) => {
    expect(new ReportRedaction(rules).text(given)).toBe(shown);
  });

  it.each(['Task timed out after 3.00 seconds', 'tokens: 5', 'mytoken=5', 'no token here', ''])(
    '%j stays as it is',
    (text) => expect(new ReportRedaction(rules).text(text)).toBe(text),
  );

  it('takes no time to speak of, whatever the message', () => {
    const redaction = new ReportRedaction(rules);
    const started = process.cpuUsage().user;
    for (const text of ['token', 'pin', '"token" , "value', '\\\\', "'", 'token:"\\\\', 'pinpin']) {
      redaction.text(text.repeat(500 / text.length));
    }
    expect(process.cpuUsage().user - started).toBeLessThan(5e6);
  });
});

describe('an outcome', () => {
  it('has its message, type and reason masked, and nothing else', () => {
    const redaction = new ReportRedaction(rules);
    const error = { kind: 'functionError', functionError: 'Unhandled', statusCode: 200 } as const;
    expect(
      redaction.outcome({
        ...error,
        responseBytes: 9,
        errorType: 'token=s',
        errorMessage: 'token=s',
      }),
    ).toEqual({ ...error, responseBytes: 9, errorType: 'token=***', errorMessage: 'token=***' });
    const throttle = { kind: 'throttled', statusCode: 429 } as const;
    expect(redaction.outcome({ ...throttle, reason: 'pin: 5', errorMessage: '' })).toEqual({
      ...throttle,
      ...{ reason: 'pin: ***', errorMessage: '' },
    });
    const ok = { kind: 'ok', statusCode: 200, responseBytes: 1 } as const;
    expect(redaction.outcome(ok)).toBe(ok);
  });
});

describe('a response', () => {
  it('keeps its structure, and its bytes where no rule finds anything', () => {
    const redaction = new ReportRedaction(rules);
    const shown = (text: string) => Buffer.from(redaction.response(Buffer.from(text))).toString();
    expect(shown('{"token": ["a", 5], "b": 1.0}')).toBe('{"token": ["***", 1], "b": 1.0}');
    expect(shown('{"b": 1e400 }')).toBe('{"b": 1e400 }');
  });
});
