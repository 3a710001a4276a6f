import { RepriseError } from '../../core/base/errors.js';
import type { RunReport } from '../document/run-report.js';
import { otlpOfReport } from './otlp-metrics.js';
import { postOtlp } from './otlp-post.js';

/**
 * Sends the totals of a run that is over to an OpenTelemetry collector: one POST of OTLP's JSON
 * encoding, one attempt. Throws `RepriseError` when the collector cannot be reached or does not take
 * all of it. Of a run that goes on, see `results/live/push`.
 */
export async function sendOtlp(
  address: string,
  report: RunReport,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const url = metricsUrl(address);
  const delivery = await postOtlp(url, JSON.stringify(otlpOfReport(report)), otlpHeaders(env));
  const why = delivery.kind === 'taken' ? delivery.rejected : delivery.why;
  if (why === undefined) return;
  throw new RepriseError(`The metrics could not be sent to ${placeOf(url)}: ${why}`, {
    hint: 'The run itself is in the database: send it again with reprise report <run> --out otlp=URL.',
  });
}

/** An address without what may be secret in it. */
export function placeOf(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/**
 * Where metrics go, from the address of a collector: as exporters do, adds `/v1/metrics` to one that
 * does not end in it. Throws `RepriseError` for what is no URL.
 */
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

/**
 * The headers of a push, with those of `OTEL_EXPORTER_OTLP_HEADERS`: `key=value` pairs, values
 * percent-encoded (OpenTelemetry specification, "OTLP Exporter").
 */
export function otlpHeaders(env: NodeJS.ProcessEnv): Record<string, string> {
  const pairs = (env.OTEL_EXPORTER_OTLP_METRICS_HEADERS ?? env.OTEL_EXPORTER_OTLP_HEADERS ?? '')
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair.includes('='));
  const own = pairs.map((pair) => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals).trim().toLowerCase(), decoded(pair.slice(equals + 1).trim())];
  });
  return { 'content-type': 'application/json', ...Object.fromEntries(own) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
