import { defined } from '../../core/base/defined.js';
import { parseFunctionReference } from '../../core/invoke/function-name.js';
import { anyFunction, type Draft, type DraftStage, isExpectation, numberText } from './draft.js';
import type { Located, Notes } from './located.js';
import { Section } from './section.js';

/** A test of Artillery (Artillery documentation, "Test scripts"). */
export function fromArtillery(root: Located, notes: Notes): Draft {
  const script = new Section(root, '', notes);
  const config = script.section('config') ?? new Section(root, 'config.', notes);
  const phases = config.items('phases').map((item) => config.within(item, 'phases'));
  const caps = phases.map((phase) => phase.number('maxVusers'));
  const load = phases.flatMap(stageOf);
  const expect = expectationsOf(config.section('ensure'));
  const target = targetOf(config);
  config.rest();
  script.rest();
  notes.add(
    1,
    'an arrival is one invocation here, and a virtual user that runs a whole flow there',
  );
  return {
    target,
    ...(load.length > 0 && { load }),
    ...(expect.length > 0 && { expect }),
    ...limitsOf(phases, caps),
  };
}

/** Artillery's engine for Lambda has the function's ARN as its target; any other target is a URL. */
function targetOf(config: Section): Draft['target'] {
  const text = config.text('target') ?? '';
  const reference = /^arn:/.test(text) ? parseFunctionReference(text) : undefined;
  if (reference === undefined) {
    config.note(
      config.line,
      `target: ${text || '(none)'} is no function: set FUNCTION, and write the payloads`,
    );
    return { function: anyFunction };
  }
  config.note(config.line, 'the flows of the scenarios do not map: write the payloads');
  return { function: reference.reference, ...defined({ qualifier: reference.qualifier }) };
}

function stageOf(phase: Section): DraftStage[] {
  const name = phase.text('name');
  const stage = loadOf(phase);
  phase.rest();
  if (stage === undefined) {
    phase.note(phase.line, 'what is missing keeps this phase from being written: it is left out');
    return [];
  }
  return [{ ...defined({ name }), ...stage }];
}

function loadOf(phase: Section): DraftStage | undefined {
  const pause = seconds(phase, 'pause');
  if (pause !== undefined) return { pause: `${pause}s` };
  const length = seconds(phase, 'duration');
  if (length === undefined || length === 0) return undefined;
  const count = phase.number('arrivalCount');
  const from = phase.number('arrivalRate') ?? (count === undefined ? undefined : count / length);
  const to = phase.number('rampTo') ?? from;
  if (from === undefined || to === undefined) return undefined;
  const time = `${numberText(length)}s`;
  if (from === 0 && to === 0) return { pause: time };
  const rate = `${numberText(from)}/s`;
  return { rate: from === to ? rate : `${rate} -> ${numberText(to)}/s`, for: time };
}

const unitS: Readonly<Record<string, number>> = {
  '': 1,
  ms: 0.001,
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
};

/** A number of seconds, or `5m`. */
function seconds(phase: Section, key: string): number | undefined {
  const text = phase.text(key);
  if (text === undefined) return undefined;
  const [, amount, unit = ''] = /^([\d.]+)\s*([a-z]*)$/.exec(text) ?? [];
  const factor = unitS[unit.replace(/(?:ond|ute|our|ay)?s?$/, '') || unit];
  if (amount !== undefined && factor !== undefined) return Number(amount) * factor;
  phase.note(phase.line, `${key}: "${text}" is no duration`);
  return undefined;
}

/** A limit is of the run here. */
function limitsOf(
  phases: readonly Section[],
  caps: readonly (number | undefined)[],
): Pick<Draft, 'limits'> {
  const [first] = caps;
  if (first !== undefined && caps.every((cap) => cap === first))
    return { limits: { maxInFlight: first } };
  for (const [at, phase] of phases.entries()) {
    if (caps[at] !== undefined)
      phase.note(
        phase.line,
        'maxVusers: differs from phase to phase, and a limit is of the run here',
      );
  }
  return {};
}

/** Artillery measures from the send, as `service` does. */
function expectationsOf(ensure: Section | undefined): string[] {
  if (ensure === undefined) return [];
  const own = ensure.keys.filter((key) => !['thresholds', 'conditions'].includes(key));
  const pairs = own.map((key): [string, Section] => [key, ensure]);
  for (const item of ensure.items('thresholds')) {
    const threshold = ensure.within(item, 'thresholds');
    pairs.push(...threshold.keys.map((key): [string, Section] => [key, threshold]));
  }
  const expect = pairs.flatMap(([key, section]) => expectationOf(key, section));
  for (const [, section] of pairs) section.rest();
  ensure.rest();
  return expect;
}

function expectationOf(key: string, section: Section): string[] {
  const [, statistic] = /^(?:http\.response_time\.)?(p\d+|median|min|max|mean)$/.exec(key) ?? [];
  if (statistic === undefined && key !== 'maxErrorRate') return [];
  const limit = section.number(key);
  if (limit === undefined) return [];
  const name = statistic === 'median' ? 'med' : statistic;
  const that = name === undefined ? `errors <= ${limit}%` : `service.${name} < ${limit}ms`;
  return isExpectation(that) ? [that] : [];
}
