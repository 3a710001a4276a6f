import { outcomeKinds } from '../../../core/invoke/outcome.js';
import type { KeptSample } from '../../../core/measure/sample-keeper.js';
import { formatCount, formatSeconds, formatUs } from '../../../core/quantity/format.js';
import { numeric, textual } from '../build.js';
import { linkCell, logLink, traceLink } from '../console-links.js';
import type { Cell, ScatterBlock, TableBlock } from '../document.js';
import { notableInvocations, tookUs } from '../notable-invocations.js';
import type { RunReport } from '../run-report.js';
import type { RunSection } from './run-section.js';

/** More dots than this on a plot hide each other. */
const mostDots = 1500;

/** Failed invocations are many and alike: all that were kept are dots, and rows of `csv-samples`. */
const rowsOfEach = 4;
const slowRows = 10;

/** The slowest and the failed invocations one by one: when they were, and what to look them up by. */
export const notable: RunSection = ({ report, details }) => {
  const { slowest, failed } = notableInvocations(details);
  if (slowest.length + failed.length === 0) return undefined;
  const blocks = [
    scatter(slowest, failed),
    ...(slowest.length === 0 ? [] : [table('The slowest', slowest.slice(0, slowRows), report)]),
    ...(failed.length === 0
      ? []
      : [table('Failed, the first of each kind', firstOfEach(failed), report)]),
  ];
  return { title: 'Slowest and failed', isDetail: true, blocks };
};

function scatter(slowest: readonly KeptSample[], failed: readonly KeptSample[]): ScatterBlock {
  const kinds = outcomeKinds.filter((kind) => failed.some((sample) => sample.kind === kind));
  const colours = [4, 2, 5, 3, 6];
  const groups = [
    ...(slowest.length === 0 ? [] : [{ label: 'slowest', colour: 1, samples: [...slowest] }]),
    ...kinds.map((kind, at) => ({
      ...{ label: kind, colour: colours[at % colours.length] ?? 4 },
      samples: thinned(failed.filter((sample) => sample.kind === kind)),
    })),
  ];
  const parts = [
    ...(slowest.length > 0 ? [`the ${formatCount(slowest.length)} slowest that were served`] : []),
    ...(failed.length > 0 ? [`${formatCount(failed.length)} that failed`] : []),
  ];
  return {
    kind: 'scatter',
    title: 'Slowest and failed over time',
    summary: `Each dot is an invocation: when it should have been sent, and how long it took to its answer. Kept are ${parts.join(' and ')}.`,
    groups: groups.map(({ label, colour, samples }) => ({
      label,
      colour,
      points: points(samples),
    })),
  };
}

function points(samples: readonly KeptSample[]): ScatterBlock['groups'][number]['points'] {
  return [...samples]
    .sort((a, b) => a.intendedUs - b.intendedUs)
    .map((sample) => ({
      atS: Number((sample.intendedUs / 1e6).toFixed(3)),
      valueUs: Math.round(tookUs(sample)),
      label: sample.requestId ?? `payload ${sample.payload}`,
    }));
}

/** Every n-th, so that they are spread over time as before. */
function thinned(samples: readonly KeptSample[]): KeptSample[] {
  const every = Math.ceil(samples.length / mostDots);
  return samples.filter((_, at) => at % every === 0);
}

/** A few of each outcome and type, in the order of their times. */
function firstOfEach(failed: readonly KeptSample[]): KeptSample[] {
  const seen = new Map<string, number>();
  return failed.filter(({ kind, type = '' }) => {
    const count = (seen.get(`${kind}\n${type}`) ?? 0) + 1;
    seen.set(`${kind}\n${type}`, count);
    return count <= rowsOfEach;
  });
}

function table(caption: string, samples: readonly KeptSample[], report: RunReport): TableBlock {
  const linked = samples.map((sample) => linksOf(sample, report));
  const hasLog = linked.some(({ log }) => log !== undefined);
  const hasTrace = linked.some(({ trace }) => trace !== undefined);
  return {
    kind: 'table',
    caption,
    head: [
      ...numeric('At', 'Took'),
      ...textual('Outcome'),
      ...numeric('Payload'),
      ...textual('Request id', ...(hasLog ? ['Log'] : []), ...(hasTrace ? ['Trace'] : [])),
    ],
    rows: samples.map((sample, at): Cell[] => [
      formatSeconds(sample.intendedUs / 1e6),
      formatUs(tookUs(sample)),
      outcomeOf(sample),
      String(sample.payload),
      { text: sample.requestId ?? '–', isCode: true },
      ...(hasLog ? [linkCell('log', linked[at]?.log)] : []),
      ...(hasTrace ? [linkCell('trace', linked[at]?.trace)] : []),
    ]),
  };
}

function outcomeOf({ kind, type, initDurationMs }: KeptSample): Cell {
  const note = type ?? (initDurationMs === undefined ? undefined : 'cold start');
  return { text: kind, isCode: true, ...(note !== undefined && { note }) };
}

function linksOf(
  { workload, requestId, traceId, intendedUs }: KeptSample,
  { run }: RunReport,
): { log: string | undefined; trace: string | undefined } {
  const { endpoint, plan } = run.meta;
  const { functionName = '' } = plan[workload] ?? {};
  const atMs = run.startedAtMs + intendedUs / 1000;
  return {
    log: requestId && logLink(endpoint, functionName, requestId, atMs),
    trace: traceId && traceLink(endpoint, traceId),
  };
}
