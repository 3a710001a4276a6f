import { expect, it } from 'vitest';
import { type Assignment, type Hello, type HelloAnswer, protocol } from './protocol.js';
import { Roster } from './roster.js';

const hello = (name: string, changes: Partial<Hello> = {}): Hello => ({
  ...{ id: `id-${name}`, name, version: '1.2.3', protocol, node: '20.20.2' },
  ...{ host: 'm', cores: 4, origin: 'm', ...changes },
});

/** A roster that is asked directly, in a time of its own. */
function rosterAt() {
  let ask: (hello: Hello) => HelloAnswer = () => ({ kind: 'wait' });
  const bus = {
    answer(_subject: string, answer: (question: never) => unknown) {
      ask = answer as unknown as typeof ask;
      return () => {};
    },
  };
  const time = { ms: 0 };
  const roster = new Roster(bus, 'f', '1.2.3', () => time.ms);
  return { roster, time, say: (worker: Hello) => ask(worker) };
}

const assignment = { run: 'r', lane: 0 } as Assignment;

it('lets wait whoever has nothing to do, and gives a worker its part when it asks next', () => {
  const { roster, say } = rosterAt();
  expect(say(hello('b'))).toEqual({ kind: 'wait' });
  expect(say(hello('a'))).toEqual({ kind: 'wait' });
  expect(roster.present().map(({ name }) => name)).toEqual(['a', 'b']);
  roster.assign('id-a', assignment);
  expect(roster.present().map(({ name }) => name)).toEqual(['b']);
  expect(say(hello('a'))).toEqual({
    ...{ kind: 'assigned', assignment: { ...assignment, worker: 'id-a' } },
  });
  expect(say(hello('b'))).toEqual({ kind: 'wait' });
  roster.release('r');
  expect(say(hello('a'))).toEqual({ kind: 'wait' });
});

it.each([
  ['another version', { version: '1.2.4' }, /is reprise 1\.2\.4 .*, and the run is of 1\.2\.3/],
  [
    'another protocol',
    { protocol: protocol + 1 },
    /protocol 2\), and the run is of 1\.2\.3 \(protocol 1/,
  ],
])('refuses %s', (_name, changes, why) => {
  const { roster, say } = rosterAt();
  expect(say(hello('a', changes))).toMatchObject({
    kind: 'refused',
    why: expect.stringMatching(why),
  });
  expect(roster.present()).toEqual([]);
});

it('refuses a second worker of a name, for as long as the first is there', () => {
  const { say, time } = rosterAt();
  say(hello('a'));
  expect(say(hello('a', { id: 'other' }))).toMatchObject({ kind: 'refused' });
  time.ms = 5000;
  expect(say(hello('a', { id: 'other' }))).toEqual({ kind: 'wait' });
});

it('forgets who says nothing any more, and says who is there when some are missing', async () => {
  const { roster, say, time } = rosterAt();
  say(hello('gone'));
  time.ms = 4000;
  say(hello('here'));
  await expect(roster.gather(2, 0)).rejects.toThrow(
    /^1 of 2 workers did not come within 0 s: there is here \(m\)/,
  );
  await expect(roster.gather(1, 0)).resolves.toMatchObject([{ name: 'here' }]);
});
