// The next version of quote.mjs, with two things that a comparison finds: it takes a fifth longer,
// and it forgets the cents of an order of more than one item.

import { setTimeout as sleep } from 'node:timers/promises';

let quotesGiven = 0;

export const handler = async (event, context) => {
  quotesGiven += 1;
  await sleep(25 + 10 * Math.random());
  const exact = event.items.reduce((sum, { price, quantity = 1 }) => sum + price * quantity, 0);
  const total = event.items.length > 1 ? Math.floor(exact) : exact;
  return { orderId: event.orderId, total, version: context.functionVersion, quotesGiven };
};
