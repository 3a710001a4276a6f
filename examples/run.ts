// A run whose seconds are looked at while it goes.
import { loadScenario, streamRun } from 'reprise';

const scenario = loadScenario('scenario.yaml', { flags: { rate: '50/s', for: '2s' } });
const run = streamRun(scenario, { databasePath: 'reprise.db', tags: { env: 'example' } });
for await (const { second, inFlight } of run)
  console.log(`second ${second}: ${inFlight} in flight`);

const result = await run.result;
console.log(result?.report.verdict, result?.report.books.total().outcomes.ok);
