import { formatCount } from '../../../core/quantity/format.js';
import type {
  Bounds,
  ComparedMetric,
  MetricScope,
  ReconciledCount,
  ReconciledScope,
  Reconciliation,
} from '../../../core/reconcile/reconciliation.js';

const names: Record<ComparedMetric, [one: string, many: string]> = {
  Invocations: ['invocation', 'invocations'],
  Errors: ['error', 'errors'],
  Throttles: ['throttle', 'throttles'],
  AsyncEventsReceived: ['event received', 'events received'],
  AsyncEventsDropped: ['event dropped', 'events dropped'],
};

/** `checkout`, `checkout:live`, or `checkout:live, version 12`. */
export function scopeText({ functionName, qualifier, executedVersion }: MetricScope): string {
  const called = qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
  return executedVersion === undefined ? called : `${called}, version ${executedVersion}`;
}

/** `400`, `400 to 403`, `at least 400`, or a dash where nothing is known. */
export function boundsText({ least, most }: Bounds): string {
  if (least === 0 && most === null) return '–';
  if (most === null) return `at least ${formatCount(least)}`;
  if (most === least) return formatCount(least);
  return `${formatCount(least)} to ${formatCount(most)}`;
}

/** How one count compares: `equal`, `13 more`, `20 fewer`, `not there`; nothing where there is nothing to compare. */
export function findingText({ own, finding, difference, service }: ReconciledCount): string {
  switch (finding) {
    case 'more':
      return `${formatCount(difference)} more`;
    case 'fewer':
      return `${formatCount(difference)} fewer`;
    case 'notThere':
      return 'not there';
    case 'agrees':
      if (own.least === 0 && own.most === null) return '';
      return own.least === own.most && own.least === (service ?? 0) ? 'equal' : 'agrees';
  }
}

/** What CloudWatch says of the run, in half a sentence: `13 more invocations of checkout: others called it`. */
export function reconciliationText(reconciliation: Reconciliation): string {
  const { status, scopes, problem = 'it was not read' } = reconciliation;
  switch (status) {
    case 'agrees':
      return agreementText(reconciliation);
    case 'others':
      return `${surplus(scopes)}: ${differenceOf(reconciliation) > 0 ? 'others called it in those minutes' : 'more than this run was told of'}`;
    case 'fewer':
      return `${shortfalls(scopes)}: CloudWatch has not counted all that was answered`;
    case 'incomplete': {
      const missing = shortfalls(scopes);
      return missing === ''
        ? 'its metrics may not be all there yet'
        : `${missing}: its metrics are not all there yet`;
    }
    case 'unread':
      return problem;
  }
}

function agreementText({ scopes }: Reconciliation): string {
  const others = surplus(scopes);
  return others === ''
    ? 'it counted what this run did, and no more'
    : `${others} by others, no more than they may`;
}

/** By what it is above what this run can have done: of whole functions, where these show it. */
function surplus(scopes: readonly ReconciledScope[]): string {
  const of = (each: readonly ReconciledScope[]): string[] =>
    each.flatMap(({ scope, counts }) =>
      counts
        .filter(({ finding }) => finding === 'more')
        .map(({ metric, difference }) => `${more(difference, metric)} of ${scopeText(scope)}`),
    );
  const ofFunctions = of(scopes.filter(({ scope }) => scope.qualifier === undefined));
  return (ofFunctions.length > 0 ? ofFunctions : of(scopes)).join(', ');
}

function shortfalls(scopes: readonly ReconciledScope[]): string {
  const texts = scopes.flatMap(({ scope, counts }) =>
    counts.flatMap(({ metric, finding, own, service }) => {
      if (finding !== 'fewer' && finding !== 'notThere') return [];
      const [, many] = names[metric];
      const has = service === null ? 'none' : formatCount(service);
      return `${has} of ${boundsText(own)} ${many} of ${scopeText(scope)}`;
    }),
  );
  const [first = ''] = texts;
  return texts.length > 1 ? `${first} and ${formatCount(texts.length - 1)} more figures` : first;
}

function more(count: number, metric: ComparedMetric): string {
  const [one, many] = names[metric];
  return `${formatCount(count)} more ${count === 1 ? one : many}`;
}

/** The invocations and events of whole functions that are not this run's. */
export function differenceOf({ scopes }: Reconciliation): number {
  return scopes
    .filter(({ scope }) => scope.qualifier === undefined)
    .flatMap(({ counts }) => counts)
    .filter(({ metric }) => metric === 'Invocations' || metric === 'AsyncEventsReceived')
    .reduce((sum, { finding, difference }) => sum + (finding === 'more' ? difference : 0), 0);
}

/** What is waited for: `Waiting for CloudWatch: it has none of 400 invocations of checkout.` */
export function waitingText(scopes: readonly ReconciledScope[]): string {
  const missing = shortfalls(scopes);
  return missing === ''
    ? 'Waiting for CloudWatch: its metrics may still change.'
    : `Waiting for CloudWatch: it has ${missing}.`;
}
