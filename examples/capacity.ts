// How many invocations at once the function takes before it is throttled; eight are all that is needed.
import { findCapacity, loadScenario, parseObjective } from 'reprise';

const result = await findCapacity(
  loadScenario('scenario.yaml'),
  {
    question: { by: 'concurrency', precision: 0.3, headroom: 0.2 },
    objective: parseObjective('throttled == 0'),
    settings: { from: 2, max: 8, precision: 0.3, isWhole: true, maxSteps: 20 },
    times: { warmUpS: 0, measureS: 1, coolDownS: 0 },
    onStep: ({ level, result }) => console.log(`${level} at once: ${result}`),
  },
  { databasePath: 'reprise.db' },
);
const { sustainable, recommendation } = result?.report ?? {};
console.log(sustainable?.level, recommendation);
