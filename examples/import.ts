// Events from a file into a recording, without what must not be stored, and a run that sends them.
import { importRecording, loadScenario, openDatabase, RecordingStore, runScenario } from 'reprise';

const database = openDatabase('reprise.db');
const { recordCount, redaction } = await importRecording(database, {
  ...{ source: 'orders.jsonl', name: 'friday', mode: 'replace' },
  redaction: {
    rules: [
      { kind: 'key', key: 'email', action: 'mask' },
      { kind: 'builtin', builtin: 'cards', action: 'mask' },
    ],
    base64: [],
  },
});
console.log(`${recordCount} events; edits:`, redaction);
for (const { payload } of new RecordingStore(database).records('friday')) {
  console.log(new TextDecoder().decode(payload));
}
database.close();

const scenario = loadScenario('scenario.yaml', { flags: { recording: 'friday' } });
const result = await runScenario(scenario, { databasePath: 'reprise.db' });
console.log(result?.report.verdict);
