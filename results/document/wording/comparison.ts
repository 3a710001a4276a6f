import type { ComparisonWarning } from '../../../core/judge/compare/comparison.js';
import type { ComparisonReport } from '../comparison/comparison-report.js';

/**
 * What a reader should know before believing the verdict, each a sentence without its period: what
 * was judged first, then why the two runs may differ for other reasons.
 */
export function comparisonWarnings({ comparison, doubts = [] }: ComparisonReport): string[] {
  return [...comparison.warnings.map(warningText), ...doubts];
}

function warningText(warning: ComparisonWarning): string {
  switch (warning.kind) {
    case 'generatorLate':
      return 'the generator fell behind its schedule: latencies are partly its own, and none passes; use a lower --rate';
    case 'lostWorkers':
      return `${warning.workers === 1 ? 'a worker was' : `${warning.workers} workers were`} lost, and nothing passes`;
    case 'fewPairs':
      return `only ${warning.ended} of ${warning.planned} pairs were sent and answered on both sides`;
    case 'throttled':
      return `${warning.pairs} of ${warning.ended} pairs were throttled and say nothing of the function`;
    case 'notSent':
      return `${warning.pairs} of ${warning.ended} pairs were not sent: too many invocations in flight`;
    case 'noLogTail':
      return 'no log tail came back, so cold starts cannot be told from warm invocations';
    case 'undecidedEvents':
      return `${warning.pairs} of ${warning.ended} pairs are left out, since how their events ended is not known; nothing of events passes`;
    case 'lostResponses':
      return `${warning.pairs} pairs of responses were not compared, for want of memory`;
    case 'worded':
      return warning.text;
  }
}
