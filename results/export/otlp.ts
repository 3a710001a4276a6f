import { messageOf, RepriseError } from '../../core/base/errors.js';
import type { RunReport } from '../document/run-report.js';
import { otlpMetrics } from './otlp-metrics.js';

/** The default of OpenTelemetry's exporters (`OTEL_EXPORTER_OTLP_TIMEOUT`). */
const timeoutMs = 10_000;

/** What a collector says of what it did not take (OTLP 1.x, `ExportMetricsPartialSuccess`). */
interface Answer {
  partialSuccess?: { rejectedDataPoints?: string | number; errorMessage?: string };
}

/**
 * Sends the run's totals to an OpenTelemetry collector: one POST of OTLP's JSON encoding, one
 * attempt. As exporters do, adds `/v1/metrics` to an address that does not end in it, and the headers
 * of `OTEL_EXPORTER_OTLP_HEADERS`. Throws `RepriseError` when the collector cannot be reached or
 * does not take all of it.
 */
export async function sendOtlp(
  address: string,
  report: RunReport,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const url = metricsUrl(address);
  const body = JSON.stringify(otlpMetrics(report));
  const headers = { 'content-type': 'application/json', ...headersOf(env) };
  const { status, text } = await post(url, body, headers);
  if (status < 200 || status > 299) {
    throw refused(url, `it answered ${status}${text === '' ? '' : `: ${text.slice(0, 200)}`}`);
  }
  const { partialSuccess } = parse(text);
  const rejected = Number(partialSuccess?.rejectedDataPoints ?? 0);
  if (rejected === 0) return;
  throw refused(url, `it rejected ${rejected} data points: ${partialSuccess?.errorMessage ?? ''}`);
}

/** Where metrics go, from the address of a collector. Throws `RepriseError` for what is no URL. */
export function metricsUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new RepriseError(`--out otlp=${address}: this is not the address of a collector`, {
      hint: 'Write --out otlp=http://localhost:4318.',
    });
  }
  if (!url.pathname.endsWith('/v1/metrics')) {
    url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/metrics`;
  }
  return url;
}

async function post(
  url: URL,
  body: string,
  headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'error' });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw refused(url, messageOf(cause), error);
  }
}

function refused(url: URL, why: string, cause?: unknown): RepriseError {
  return new RepriseError(`The metrics could not be sent to ${url.origin}${url.pathname}: ${why}`, {
    hint: 'The run itself is in the database: send it again with reprise report <run> --out otlp=URL.',
    cause,
  });
}

/** `key=value` pairs, values percent-encoded (OpenTelemetry specification, "OTLP Exporter"). */
function headersOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const pairs = (env.OTEL_EXPORTER_OTLP_METRICS_HEADERS ?? env.OTEL_EXPORTER_OTLP_HEADERS ?? '')
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      return [pair.slice(0, equals).trim().toLowerCase(), decoded(pair.slice(equals + 1).trim())];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parse(text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return {};
  }
}
