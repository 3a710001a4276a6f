// A handler whose time goes into waiting for something else, as that of most does.

import { setTimeout as sleep } from 'node:timers/promises';

let quotesGiven = 0;

export const handler = async (event, context) => {
  quotesGiven += 1;
  await sleep(20 + 10 * Math.random());
  const total = event.items.reduce((sum, { price, quantity = 1 }) => sum + price * quantity, 0);
  return { orderId: event.orderId, total, version: context.functionVersion, quotesGiven };
};
