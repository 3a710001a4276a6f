import { messageOf } from '../../core/base/errors.js';

/** The default of OpenTelemetry's exporters (`OTEL_EXPORTER_OTLP_TIMEOUT`). */
const timeoutMs = 10_000;

/** What became of one attempt to send (OTLP specification, "OTLP/HTTP Response"). */
export type Delivery =
  /** Taken, apart perhaps from some data points. */
  | { kind: 'taken'; rejected?: string }
  /** The same again would be answered in the same way. */
  | { kind: 'refused'; why: string }
  /** To be tried again, and not before `afterMs` where that was said. */
  | { kind: 'later'; why: string; afterMs?: number };

/** What a collector says of what it did not take (OTLP 1.x, `ExportMetricsPartialSuccess`). */
interface Answer {
  partialSuccess?: { rejectedDataPoints?: string | number; errorMessage?: string };
}

/** The answers after which OTLP tries again; any other that is not a success is final. */
const retried = [429, 502, 503, 504];

/** One POST of OTLP's JSON encoding. Never throws: what goes wrong is what became of it. */
export async function postOtlp(
  url: URL,
  body: string,
  headers: Record<string, string>,
  giveUp?: AbortSignal,
): Promise<Delivery> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = giveUp ? AbortSignal.any([timeout, giveUp]) : timeout;
  try {
    const answer = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'manual' });
    return deliveryOf(answer.status, answer.headers.get('retry-after'), await answer.text());
  } catch (error) {
    if (timeout.aborted) return { kind: 'later', why: `no answer within ${timeoutMs / 1000} s` };
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return { kind: 'later', why: messageOf(cause) };
  }
}

/** What an answer means; `now` is what a date in Retry-After is counted from. */
export function deliveryOf(
  status: number,
  retryAfter: string | null,
  text: string,
  now: number = Date.now(),
): Delivery {
  if (status >= 200 && status <= 299) return takenOf(text);
  const why = `it answered ${status}${text === '' ? '' : `: ${text.slice(0, 200)}`}`;
  if (!retried.includes(status)) return { kind: 'refused', why };
  const afterMs = retryAfterMs(retryAfter, now);
  return { kind: 'later', why, ...(afterMs !== undefined && { afterMs }) };
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function retryAfterMs(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  if (/^\d+$/.test(text.trim())) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

function takenOf(text: string): Delivery {
  const { partialSuccess } = parse(text);
  const count = Number(partialSuccess?.rejectedDataPoints ?? 0);
  if (count === 0) return { kind: 'taken' };
  const why = partialSuccess?.errorMessage ?? '';
  return { kind: 'taken', rejected: `it rejected ${count} data points: ${why}` };
}

function parse(text: string): Answer {
  try {
    return (JSON.parse(text) ?? {}) as Answer;
  } catch {
    return {};
  }
}
