// A handler as one would deploy it: adds up an order, and refuses one that has no items.

let ordersSeen = 0;

export const handler = async (event, context) => {
  ordersSeen += 1;
  const items = event.items ?? [];
  if (items.length === 0) throw new RangeError('an order needs at least one item');
  const total = items.reduce((sum, { price, quantity = 1 }) => sum + price * quantity, 0);
  console.log('order %s: %d items', event.orderId, items.length);
  return { orderId: event.orderId, total, version: context.functionVersion, ordersSeen };
};
