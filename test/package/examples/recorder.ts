import { recordEvents } from 'reprise/recorder';

export const handler = recordEvents(async (event: { orderId: string }) => ({
  accepted: event.orderId,
}));
