import { onTestFinished } from 'vitest';
import type { JsonPart } from '../results/export/json-summary.js';
import { answers, type ScriptedEndpoint, scriptedEndpoint } from './scripted-endpoint.fixture.js';

/** Answers by what the payload wants, so that the same payloads end in the same books. */
export async function deterministicEndpoint(): Promise<ScriptedEndpoint> {
  const endpoint = await scriptedEndpoint(({ body }, response, incoming) => {
    const { want = 'ok' } = JSON.parse(body.toString()) as { want?: string };
    // What Lambda says of itself is the same too: its histograms are to be equal slot by slot.
    const ms = 1 + (body.reduce((hash, byte) => (hash * 31 + byte) % 99_991, 7) % 70_000) / 100;
    const log = `REPORT RequestId: r\tDuration: ${ms} ms\tBilled Duration: ${Math.ceil(ms)} ms\tMemory Size: 512 MB\tMax Memory Used: ${64 + (Math.ceil(ms) % 50)} MB\t\n`;
    response.setHeader('x-amz-log-result', Buffer.from(log).toString('base64'));
    answers[want]?.(response, incoming);
  });
  onTestFinished(endpoint.close);
  return endpoint;
}

/** What is the same for the same payloads, whoever sends them. */
export function countsOf({ planned, outcomes, throttles, versions, errors, recorded }: JsonPart) {
  const groups = errors.map(({ kind, type, message, count }) => [kind, type, message, count]);
  return { planned, outcomes, throttles, versions, recorded, groups: groups.sort() };
}

/** How often each payload was sent. */
export function bodiesOf({ received }: ScriptedEndpoint): [string, number][] {
  const counts = new Map<string, number>();
  for (const { path: url, body } of received) {
    const key = `${url} ${body}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort();
}
