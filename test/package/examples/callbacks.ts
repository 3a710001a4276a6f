import {
  type Interval,
  type KeptSample,
  type LiveSnapshot,
  loadScenario,
  RepriseError,
  type RunPreview,
  type RunRecord,
  runScenario,
} from 'reprise';

const looksRight = ({ endpoint, workloads }: RunPreview): boolean =>
  !endpoint.isRemote && workloads.every(({ functionName }) => functionName === 'checkout');
const say = (text: string): void => console.error(text);

const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());

try {
  const scenario = loadScenario('scenario.yaml', { flags: { rate: '20/s', for: '10s' } });
  const result = await runScenario(scenario, {
    databasePath: 'reprise.db',
    stop: stop.signal,
    confirm: looksRight,
    onStored: (run: RunRecord) => say(`run ${run.id} of ${run.meta.name}`),
    onInterval: (second: Interval) => say(JSON.stringify(Object.keys(second))),
    onLive: (now: LiveSnapshot) => say(`${now.elapsedS} s`),
    onSamples: (samples: readonly KeptSample[]) => say(`${samples.length} ended`),
  });
  process.exitCode = result?.report.verdict === 'pass' ? 0 : 1;
} catch (error) {
  if (!(error instanceof RepriseError)) throw error;
  say(`${error.message} ${error.hint ?? ''}`);
  process.exitCode = error.exitCode;
}
