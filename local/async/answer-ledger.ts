import { endWith, jsonHead } from '../http/answer.js';
import type { Exchange } from '../http/exchange.js';
import type { LambdaService } from '../service.js';

/** Where the ledger is read: no address of AWS's. */
const ledgerPath = '/reprise/ledger';

/** Is it a request for the ledger? */
export function asksForLedger({ request }: Exchange): boolean {
  return request.method === 'GET' && request.url?.split('?', 1)[0] === ledgerPath;
}

/**
 * What really happened, for tests of what follows events: totals by function, and with `?events` the
 * last events one by one. Beside it what queues and logs dropped, for want of room. Not signed.
 */
export function answerLedger(
  { deployment: { ledger, queues, logs } }: LambdaService,
  { request, response, requestId }: Exchange,
): void {
  const wantsEvents = request.url?.includes('?events') === true;
  const { written, dropped } = logs;
  const body = Buffer.from(
    JSON.stringify({
      functions: Object.fromEntries(ledger.totals),
      queues: queues.counts(),
      logs: { written, dropped },
      ...(wantsEvents && { events: ledger.events() }),
    }),
  );
  response.writeHead(200, jsonHead(requestId, body.length));
  endWith(response, body);
}
