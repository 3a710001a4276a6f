import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../results/document/run-meta.js';
import { minutesOf, paceOf } from './minutes.js';

const at = (text: string): number => Date.parse(`2026-11-29T${text}Z`);
const run = (begin: string, end?: string): RunRecord =>
  ({
    ...{ id: 'r', status: 'finished', startedAtMs: at(begin) },
    ...(end !== undefined && { endedAtMs: at(end) }),
  }) as RunRecord;
const remote = { isRemote: true };
const now = at('15:00:00');

describe('the minutes of a run are whole', () => {
  it.each([
    ['14:33:20', '14:34:10', undefined, '14:33:00', '14:35:00'],
    // AWS's clock may be some seconds before or behind.
    ['14:33:02', '14:34:10', undefined, '14:32:00', '14:35:00'],
    ['14:33:20', '14:34:57', undefined, '14:33:00', '14:36:00'],
    // Events ran on after the last was accepted.
    ['14:33:20', '14:34:10', '14:41:30', '14:33:00', '14:42:00'],
  ])('%s to %s, followed until %s', (begin, end, followed, from, to) => {
    const follow = followed === undefined ? undefined : { endedAtMs: at(followed) };
    expect(minutesOf(run(begin, end), follow as never, remote, now)).toEqual({
      ...{ fromMs: at(from), toMs: at(to) },
    });
  });

  it('on this machine both clocks are one', () => {
    const minutes = minutesOf(run('14:33:00', '14:33:59.999'), undefined, { isRemote: false }, now);
    expect(minutes).toEqual({ fromMs: at('14:33:00'), toMs: at('14:34:00') });
  });

  it('after 15 days CloudWatch has no minutes any more', () => {
    const late = now + 15 * 86_400_000;
    expect(() => minutesOf(run('14:33:20', '14:34:10'), undefined, remote, late)).toThrow(
      'too old',
    );
  });

  it('of a run that goes on nobody knows where they end', () => {
    expect(() => minutesOf(run('14:33:20'), undefined, remote, now)).toThrow('not over');
  });
});

it('on AWS metrics are there some minutes later, on this machine at once', () => {
  const minutes = { fromMs: at('14:33:00'), toMs: at('14:35:00') };
  expect(paceOf(minutes, remote, 600, at('14:34:10'))).toMatchObject({
    ...{ settledAtMs: at('14:38:00'), deadlineMs: at('14:44:10') },
  });
  const local = { isRemote: false, lagMs: 700 };
  expect(paceOf(minutes, local, 600, at('14:34:10'))).toMatchObject({
    settledAtMs: at('14:34:10.700'),
  });
});
