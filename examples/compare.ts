// Whether version 2 is as fast as version 1 on the same payloads.
import { compareFunctions, compareScenario, loadScenario, type Tolerances } from 'reprise';

const pairs = compareScenario(loadScenario('scenario.yaml'), {
  ...{ old: 'orders:1', new: 'orders:2' },
  ...{ again: false, pairs: 100, rateHz: 200 },
});
const tolerances: Tolerances = {
  ...{ maxSlowdown: 0.5, maxErrorIncrease: 0.05, environmentSpread: 0 },
  ...{ alpha: 0.05, seed: 1, metrics: ['latency', 'errors'] },
};
const rules = { tolerances, ignored: [] };
const result = await compareFunctions(pairs, rules, { databasePath: 'reprise.db' });
for (const { name, estimate, verdict } of result?.comparison.metrics ?? []) {
  console.log(name, estimate, verdict);
}
