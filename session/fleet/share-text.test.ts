import { expect, it } from 'vitest';
import type { ScenarioFlags } from '../../scenarios/language/flags.js';
import { loadScenario } from '../../scenarios/language/load.js';
import { inFlightWarnings, shareText } from './share-text.js';

const three = ['w1', 'w2', 'w3'].map((name) => ({ name, account: '123456789012' }));
const from = 'w1, w2 and w3 from 123456789012';

const scenarioOf = (flags: ScenarioFlags) =>
  loadScenario(undefined, { flags: { function: 'f', payload: ['{}'], for: '5s', ...flags } });

it.each<[ScenarioFlags, string]>([
  [{ rate: '100/s' }, `Each sends up to 33.3/s, with at most 333 in flight; ${from}.`],
  [{ concurrency: '10' }, `Each sends up to 4 at once; ${from}.`],
])('says the share of each of three workers: %j', (flags, text) => {
  expect(shareText(scenarioOf(flags), three)).toBe(text);
});

it.each<[ScenarioFlags, RegExp[]]>([
  [{ rate: '1000/s' }, []],
  [{ concurrency: '10' }, []],
  [{ rate: '9000/s', maxInFlight: '9000' }, []],
  [{ rate: '10000/s' }, [/is 1,000 for all .* at 10,000\/s .* take 100 ms on average/]],
  [{ rate: '2/s', maxInFlight: '2' }, [/is 2 for all .* there are 3: .* Set it to 3 at least/]],
])('warns where maxInFlight may be too low for three: %j', (flags, warnings) => {
  const said = inFlightWarnings(scenarioOf(flags), three.length);
  expect(said).toEqual(warnings.map((warning) => expect.stringMatching(warning)));
});
