import { defined } from '../../core/base/defined.js';
import { anyFunction, type Draft, type DraftStage } from './draft.js';
import { k6Expectations } from './k6-thresholds.js';
import type { Located, Notes } from './located.js';
import { Section } from './section.js';

/** The options of a k6 script (Grafana k6 documentation, "Scenarios" and "Options"). */
export function fromK6(root: Located, notes: Notes): Draft {
  const options = new Section(root, '', notes);
  const scenarios = options.section('scenarios');
  const named: [string, Section][] = (scenarios?.keys ?? []).flatMap((name) => {
    const scenario = scenarios?.section(name);
    return scenario ? [[name, scenario]] : [];
  });
  const limits: Limits[] = [];
  const loads = named.map(([name, scenario]): [string, DraftStage[]] => {
    const load = loadOf(scenario);
    limits.push(limitsOf(scenario));
    scenario.rest();
    return [name, load];
  });
  if (scenarios === undefined) loads.push(['', shortLoad(options)]);
  const expect = k6Expectations(
    options.section('thresholds'),
    named.map(([name]) => name),
  );
  options.rest();
  notes.add(
    1,
    'which function is invoked with what is in the code of the script: set FUNCTION, and write the payloads',
  );
  return {
    target: { function: anyFunction },
    ...written(loads.filter(([, load]) => load.length > 0)),
    ...(expect.length > 0 && { expect }),
    ...sumOf(limits),
  };
}

function written(loads: readonly [string, DraftStage[]][]): Pick<Draft, 'load' | 'workloads'> {
  const [only, ...others] = loads;
  if (only === undefined) return {};
  if (others.length === 0) return { load: only[1] };
  return { workloads: Object.fromEntries(loads.map(([name, load]) => [name, { load }])) };
}

/** `vus`, `duration`, `iterations` and `stages` without scenarios: k6's shortcuts. */
function shortLoad(options: Section): DraftStage[] {
  if (options.keys.includes('stages')) return rampedLoops(options, options.number('vus') ?? 1);
  if (options.keys.includes('iterations')) return counted(options, 'duration', (_, all) => all);
  return options.keys.includes('duration') ? loops(options) : [];
}

const executors: Readonly<Record<string, (scenario: Section) => DraftStage[]>> = {
  'constant-arrival-rate': constantRate,
  'ramping-arrival-rate': rampingRate,
  'constant-vus': loops,
  'ramping-vus': (scenario) => rampedLoops(scenario, scenario.number('startVUs') ?? 1),
  'shared-iterations': (scenario) => counted(scenario, 'maxDuration', (_, all) => all),
  'per-vu-iterations': (scenario) => {
    scenario.note(scenario.line, 'the sum of the iterations is kept, not that each VU has as many');
    return counted(scenario, 'maxDuration', (vus, each) => vus * each);
  },
};

function loadOf(scenario: Section): DraftStage[] {
  const executor = scenario.text('executor') ?? '';
  const map = executors[executor];
  if (map === undefined) {
    scenario.note(
      scenario.line,
      `the executor ${executor || '(none)'} does not map, and it is left out`,
    );
    return [];
  }
  const startTime = durationOf(scenario, 'startTime');
  const load = map(scenario);
  if (load.length === 0)
    scenario.note(scenario.line, 'what is missing keeps it from being written: it is left out');
  else if (startTime !== undefined && !isNone(startTime)) load.unshift({ pause: startTime });
  return load;
}

function constantRate(scenario: Section): DraftStage[] {
  const rate = scenario.number('rate');
  const unit = durationOf(scenario, 'timeUnit') ?? '1s';
  const length = durationOf(scenario, 'duration');
  if (rate === undefined || length === undefined) return [];
  return [{ rate: rateText(rate, unit), for: length }];
}

function rampingRate(scenario: Section): DraftStage[] {
  const unit = durationOf(scenario, 'timeUnit') ?? '1s';
  return ramp(scenario, scenario.number('startRate') ?? 0, (from, to, length) => {
    if (from === 0 && to === 0) return { pause: length };
    return from === to
      ? { rate: rateText(to, unit), for: length }
      : { rate: `${rateText(from, unit)} -> ${rateText(to, unit)}`, for: length };
  });
}

function rampedLoops(scenario: Section, start: number): DraftStage[] {
  return ramp(scenario, start, (from, to, length, line) => {
    if (from === to) return to === 0 ? { pause: length } : { concurrency: to, for: length };
    scenario.note(
      line,
      `a closed loop cannot ramp from ${from} to ${to} VUs: the ${length} are left out`,
    );
    return undefined;
  });
}

type StageOf = (from: number, to: number, length: string, line: number) => DraftStage | undefined;

function ramp(scenario: Section, start: number, stageOf: StageOf): DraftStage[] {
  let from = start;
  return scenario.items('stages').flatMap((item): DraftStage[] => {
    const stage = scenario.within(item, 'stages');
    const to = stage.number('target');
    const length = durationOf(stage, 'duration');
    stage.rest();
    if (to === undefined || length === undefined) return [];
    const written = isNone(length) ? undefined : stageOf(from, to, length, item.line);
    from = to;
    return written === undefined ? [] : [written];
  });
}

function loops(scenario: Section): DraftStage[] {
  const length = durationOf(scenario, 'duration');
  const concurrency = scenario.number('vus') ?? 1;
  return length === undefined ? [] : [{ concurrency, for: length }];
}

/** k6 ends after ten minutes where nothing else is said. */
function counted(
  scenario: Section,
  lengthKey: string,
  total: (vus: number, iterations: number) => number,
): DraftStage[] {
  const concurrency = scenario.number('vus') ?? 1;
  const iterations = scenario.number('iterations') ?? 1;
  const length = durationOf(scenario, lengthKey) ?? '10m';
  return [{ concurrency, invocations: total(concurrency, iterations), for: length }];
}

interface Limits {
  maxInFlight?: number;
  drain?: string;
}

function limitsOf(scenario: Section): Limits {
  const allocated = scenario.number('preAllocatedVUs');
  const maxInFlight = scenario.number('maxVUs') ?? allocated;
  return defined({ maxInFlight, drain: durationOf(scenario, 'gracefulStop') });
}

/** Limits are of the run: of several scenarios the sum of their VUs, and the longest time to drain. */
function sumOf(all: readonly Limits[]): Pick<Draft, 'limits'> {
  const counts = all.flatMap(({ maxInFlight }) => maxInFlight ?? []);
  const maxInFlight =
    counts.length > 0 && counts.length === all.length ? counts.reduce((a, b) => a + b) : undefined;
  const drains = new Set(all.flatMap(({ drain }) => drain ?? []));
  const drain = drains.size === 1 ? [...drains][0] : undefined;
  const limits = defined({ maxInFlight, drain });
  return Object.keys(limits).length === 0 ? {} : { limits };
}

/** As text; k6 takes a bare number for milliseconds. */
function durationOf(section: Section, key: string): string | undefined {
  const text = section.text(key);
  return text !== undefined && /^[\d.]+$/.test(text) ? `${text}ms` : text;
}

function isNone(duration: string): boolean {
  return !/[1-9]/.test(duration);
}

function rateText(rate: number, unit: string): string {
  return `${rate}/${unit === '1s' ? 's' : unit}`;
}
