// A handler that writes down what it is given, and what it wrote as a recording.
import { importRecording, openDatabase } from 'reprise';
import { recordEvents } from 'reprise/recorder';

const handler = recordEvents(
  async (event: { orderId: number; token: string }) => ({ accepted: event.orderId }),
  { redact: ['token'], destination: { file: 'events.log' } },
);
for (const orderId of [1, 2, 3]) console.log(await handler({ orderId, token: 'secret' }));

const database = openDatabase('reprise.db');
const recording = { source: 'events.log', name: 'recorded', mode: 'replace' } as const;
console.log((await importRecording(database, recording)).recordCount, 'events recorded');
database.close();
