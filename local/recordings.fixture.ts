import { readFileSync } from 'node:fs';
import { corpusPath, inCorpus } from '../core/base/corpus.fixture.js';
import type { WireAnswer } from './observed-lambda.fixture.js';

/** Where the recordings are in the corpus. */
export const recordingsFile = 'aws-recorded/responses.json';

interface Recording {
  'recorded-content': Record<string, unknown>;
}

/** Responses recorded from the service by test; empty without the corpus. */
export const recordings: Record<string, Recording> = inCorpus(recordingsFile)
  ? (JSON.parse(readFileSync(corpusPath(recordingsFile), 'utf8')) as Record<string, Recording>)
  : {};

/** One recorded response: the id of the test it is from and its key there. */
export type RecordedKey = readonly [test: string, key: string];

/** Whether there is such a recording. */
export function isRecorded([test, key]: RecordedKey): boolean {
  return recordings[test]?.['recorded-content'][key] !== undefined;
}

/**
 * Differences between a recorded response and what was answered here; none when they are alike.
 * `<...>`, `date` and `datetime` stand for any text, since the recordings were made anonymous.
 */
export function differences([test, key]: RecordedKey, answer: WireAnswer): string[] {
  const recorded = recordings[test]?.['recorded-content'][key];
  if (!isObject(recorded)) return [`there is no recording ${test} ${key}`];
  const found: string[] = [];
  const { ResponseMetadata, Error: inner, ...members } = recorded;
  const status = isObject(ResponseMetadata) ? ResponseMetadata.HTTPStatusCode : answer.status;
  if (status !== answer.status) found.push(`status ${answer.status}, was ${status}`);
  const body = isObject(answer.body) ? answer.body : {};
  const error = inner ?? (typeof recorded.Code === 'string' ? recorded : undefined);
  if (!isObject(error)) {
    compare(members, body, '', found);
    return found;
  }
  if (error.Code !== answer.errorType) found.push(`${answer.errorType}, was ${error.Code}`);
  compare(messageOf(error), body.message ?? body.Message, 'message', found);
  // Violations were recorded without the members beside their message.
  if (inner !== undefined && error.Code !== 'ValidationException')
    compare(members, body, '', found);
  return found;
}

/** Some violations were recorded one by one. */
function messageOf({ Message, Count, Errors }: Record<string, unknown>): unknown {
  if (!Array.isArray(Errors)) return Message;
  return `${Count} validation error${Count === 1 ? '' : 's'} detected: ${Errors.join('; ')}`;
}

/** What another function than the recorded one has of its own. */
const ownValues = new Set(['CodeSha256', 'Description', 'Handler', 'Runtime', 'Timeout']);

function compare(recorded: unknown, actual: unknown, path: string, found: string[]): void {
  if (typeof recorded === 'string' && typeof actual !== 'object') {
    if (!patternOf(recorded).test(String(actual)))
      found.push(`${path}: ${actual}, was ${recorded}`);
  } else if (isObject(recorded) && isObject(actual)) {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(actual)])) {
      if (!(key in actual)) found.push(`${path}.${key}: missing`);
      else if (!(key in recorded)) found.push(`${path}.${key}: not in the recording`);
      else if (ownValues.has(key) && typeof recorded[key] !== 'object') continue;
      else compare(recorded[key], actual[key], `${path}.${key}`, found);
    }
  } else if (Array.isArray(recorded) && Array.isArray(actual)) {
    if (recorded.length !== actual.length)
      found.push(`${path}: ${actual.length} items, were ${recorded.length}`);
    recorded.forEach((item, i) => {
      compare(item, actual[i], `${path}[${i}]`, found);
    });
  } else if (recorded !== actual) {
    found.push(`${path}: ${JSON.stringify(actual)}, was ${JSON.stringify(recorded)}`);
  }
}

function patternOf(recorded: string): RegExp {
  if (recorded === 'date' || recorded === 'datetime') return /^./s;
  const escaped = recorded.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/<[^<>]+>/g, '.+')}$`, 's');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
