import { expect, test } from 'vitest';
import { parseFilterPattern } from './filter-pattern.js';

// Amazon CloudWatch Logs guide, "Filter pattern syntax for metric filters, subscription filters,
// filter log events, and Live Tail".

const report =
  '{"type":"platform.report","record":{"requestId":"a-1","ms":12.5,"ok":true,"no":null,"list":[{"n":1}]}}';

test.each([
  ['', 'anything', true],
  ['ERROR', '[ERROR 400] BAD REQUEST', true],
  ['error', '[ERROR 400] BAD REQUEST', false],
  ['ERROR REQUEST', '[ERROR 400] BAD REQUEST', true],
  ['ERROR missing', '[ERROR 400] BAD REQUEST', false],
  ['"BAD REQUEST"', '[ERROR 400] BAD REQUEST', true],
  ['"REQUEST BAD"', '[ERROR 400] BAD REQUEST', false],
  ['"say \\"a\\""', 'say "a"', true],
  ['?ERROR ?WARN', 'WARN', true],
  ['?ERROR ?WARN', 'INFO', false],
  ['?ERROR ?WARN REQUEST', 'REQUEST', true],
  ['ERROR -EXITING', 'ERROR', true],
  ['ERROR -EXITING', 'ERROR EXITING', false],
  ['-"ERROR 1"', 'ERROR 2', true],
  ['{ $.type = "platform.report" }', report, true],
  ['{ $.type = "platform.*" }', report, true],
  ['{ $.type = platform.report }', report, true],
  ['{ $.type != "platform.report" }', report, false],
  ['{ $.none != "x" }', report, false],
  ['{ $.record.requestId = "a-1" && $.record.ms > 12 }', report, true],
  ['{ $.record.ms > 12.5 || $.record.ms <= 12 }', report, false],
  ['{ ($.record.ms = 12.5 || $.record.ms = 1) && $.record.ok IS TRUE }', report, true],
  ['{ $.record.ms = 12.50 }', report, true],
  ['{ $.record.no IS NULL }', report, true],
  ['{ $.record.gone NOT EXISTS }', report, true],
  ['{ $.record.no EXISTS }', report, true],
  ["{ $.record.list[0].n = 1 && $.['type'] EXISTS }", report, true],
  ['{ $.type = "x" }', 'no JSON', false],
  ['{ $.a = "(" }', '{"a":"("}', true],
])('%s on %s: %s', (pattern, message, expected) => {
  expect(parseFilterPattern(pattern)(message)).toBe(expected);
});

test.each([
  'request-id',
  '%regex%',
  '[a, b]',
  '{ $.a }',
  '{ $.a = 1',
  '{ a = 1 }',
  '{ $.a > x }',
  '{ $.* = 1 }',
  '{ $.a IS 1 }',
  '{ $.a = 1 } b',
])('%s is refused', (pattern) => {
  expect(() => parseFilterPattern(pattern)).toThrow(
    expect.objectContaining({ type: 'InvalidParameterException' }),
  );
});
