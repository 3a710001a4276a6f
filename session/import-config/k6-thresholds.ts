import { defined } from '../../core/base/defined.js';
import { type Draft, isExpectation, numberText } from './draft.js';
import type { Located } from './located.js';
import type { Section } from './section.js';

type Expectations = NonNullable<Draft['expect']>;

/** Thresholds as expectations. k6 measures from the send, as `service` does (k6, "Metrics reference"). */
export function k6Expectations(
  thresholds: Section | undefined,
  workloads: readonly string[],
): Expectations {
  if (thresholds === undefined) return [];
  return thresholds.keys.flatMap((metric) =>
    thresholds.items(metric).flatMap((item): Expectations => {
      const { text, abortOnFail, delay } = thresholdOf(thresholds, metric, item);
      const that = text === undefined ? undefined : expectationOf(metric, text, workloads);
      if (that !== undefined && isExpectation(that))
        return [abortOnFail ? { that, abortOnFail, ...defined({ delay }) } : that];
      thresholds.note(item.line, `${metric}: ${text ?? 'this'} does not map`);
      return [];
    }),
  );
}

interface Threshold {
  text?: string | undefined;
  abortOnFail?: boolean;
  delay?: string | undefined;
}

/** As text, or as an object that may end the run. */
function thresholdOf(thresholds: Section, metric: string, item: Located): Threshold {
  if (!(item.value instanceof Map))
    return { text: typeof item.value === 'string' ? item.value : undefined };
  const section = thresholds.within(item, metric);
  const text = section.text('threshold');
  const abortOnFail = section.take('abortOnFail')?.value === true;
  const delay = section.text('delayAbortEval');
  section.rest();
  return { text, abortOnFail, delay };
}

function expectationOf(
  name: string,
  text: string,
  workloads: readonly string[],
): string | undefined {
  const [, metric = '', tag, workload = ''] = /^(\w+)(\{scenario:(.+)\})?$/.exec(name) ?? [];
  const [, statistic = '', operator = '', limit = ''] =
    /^\s*([\w.()]+)\s*(<=|>=|===?|!=|<|>)\s*(-?[\d.]+)\s*$/.exec(text) ?? [];
  const judged = judgedBy(metric, statistic, limit);
  if (judged === undefined || (tag !== undefined && !workloads.includes(workload)))
    return undefined;
  // One scenario is written without a name.
  const scope = tag === undefined || workloads.length === 1 ? '' : ` of workload("${workload}")`;
  return `${judged[0]}${scope} ${operator.replace('===', '==')} ${judged[1]}`;
}

/** What it is called here, and the limit in its unit. */
function judgedBy(metric: string, statistic: string, limit: string): [string, string] | undefined {
  if (metric === 'http_req_duration' && /^(p\([\d.]+\)|avg|med|min|max)$/.test(statistic))
    return [`service.${statistic}`, `${limit}ms`];
  const share = `${numberText(Number(limit) * 100)}%`;
  if (metric === 'http_req_failed' && statistic === 'rate') return ['errors', share];
  if (metric === 'dropped_iterations' && statistic === 'count') return ['dropped', limit];
  if (metric === 'http_reqs' && statistic === 'count') return ['count', limit];
  return metric === 'http_reqs' && statistic === 'rate' ? ['rate', `${limit}/s`] : undefined;
}
