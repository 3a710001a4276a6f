// Streams a report row by row, as a function does that reads them from a database.
import { setTimeout as sleep } from 'node:timers/promises';

export const handler = awslambda.streamifyResponse(async ({ rows }, stream) => {
  stream.write('id,amount,currency,customer,created\n');
  for (let row = 1; row <= rows; row++) {
    if (row % 10 === 0) await sleep(20);
    stream.write(
      `${row},${(row * 19.9).toFixed(2)},EUR,customer-${row % 7},2026-11-29T08:00:00Z\n`,
    );
  }
  stream.end();
});
