import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import { withDatabase } from '../../core/database/with-database.js';
import { parseFunctionReference } from '../../core/invoke/function-name.js';
import type { PayloadsSpec } from '../../core/lanes/payloads-spec.js';
import { parseCount } from '../../core/quantity/count.js';
import { parseDuration } from '../../core/quantity/duration.js';
import { parseRate } from '../../core/quantity/rate.js';
import { RecordingStore } from '../../core/recording/store/store.js';
import type { ScenarioFlags } from '../../scenarios/language/flags.js';
import { loadScenario } from '../../scenarios/language/load.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { type CompareLoad, compareScenario } from '../../session/compare/compare-scenario.js';
import { onStack } from '../../session/stack/on-stack.js';
import type { CompareArgs } from './args.js';

/** Four thousand pairs without an error show that errors rose by no more than 0.1%; fewer do not. */
const defaultPairs = 4000;
const defaultRate = '50/s';

/** The comparison of two functions that the flags describe, as a scenario. Throws `RepriseError`. */
export function loadComparison(args: CompareArgs & { new: string }): Promise<Scenario> {
  const load = readLoad(args);
  return withDatabase(args.db, {}, (database) => {
    const store = new RecordingStore(database);
    const base = loadScenario(args.scenario, {
      flags: scenarioFlags(args),
      checkRecording: (name) => store.reader(name),
    });
    refuseUnfollowed(args, base);
    const name = args.name ?? `${args.old} against ${args.new}`;
    return onStack({ ...compareScenario(base, load), name });
  });
}

/** Acceptances are answered by Lambda's queue, and say nothing of the function. */
function refuseUnfollowed(args: CompareArgs, { workloads: [workload] }: Scenario): void {
  const type = args['invocation-type'];
  if (type === undefined || type === 'RequestResponse' || workload?.follow) return;
  throw new RepriseError(`--type ${type}: its answer says nothing of the function.`, {
    hint:
      type === 'Event'
        ? 'Compare by what becomes of the events: --type Event --follow.'
        : 'Leave it out, or use --type Event --follow.',
  });
}

/** Where the payloads come from, for a person. */
export function payloadsText({ workloads }: Scenario): string {
  const payloads: PayloadsSpec | undefined = workloads[0]?.payloads;
  if (payloads?.kind === 'recording') return `recording ${payloads.name}`;
  if (payloads?.kind === 'files') return `${payloads.paths.length} files`;
  return `${payloads?.payloads.length ?? 0} inline payloads`;
}

function readLoad(args: CompareArgs & { new: string }): CompareLoad {
  const { old, again } = args;
  const rateHz = parseRate(args.rate ?? defaultRate);
  const control = controlOf(args);
  if (again && control !== undefined) {
    throw new RepriseError('--again and --control both take the third leg', {
      hint: 'Keep --control: what old and its control differ in is noise too.',
    });
  }
  const pairs = readPairs(args, rateHz);
  return { old, new: args.new, again, rateHz, pairs, ...defined({ control }) };
}

/** The control's function: a version or alias alone is one of old's function. */
export function controlOf({ old, control }: CompareArgs): string | undefined {
  if (control === undefined || control.includes(':')) return control;
  const reference = parseFunctionReference(old);
  return reference === undefined ? control : `${reference.reference}:${control}`;
}

function readPairs({ pairs, for: length, again, control }: CompareArgs, rateHz: number): number {
  if (pairs !== undefined && length !== undefined) {
    throw new RepriseError('--pairs and --for both say how much to send', { hint: 'Keep one.' });
  }
  if (length !== undefined) {
    return Math.max(
      1,
      Math.floor((parseDuration(length) * rateHz) / (again || control !== undefined ? 3 : 2)),
    );
  }
  const count = pairs === undefined ? defaultPairs : parseCount(pairs);
  if (count > 0) return count;
  throw new RepriseError('--pairs 0 compares nothing', { hint: 'Give at least some hundreds.' });
}

/** The flags that a scenario knows; its own target and load are replaced, and stand for any. */
function scenarioFlags(args: CompareArgs): ScenarioFlags {
  const reference = parseFunctionReference(args.old);
  const { recording, files, payload, region, profile, seed, timeout, drain } = args;
  const order = args.order ?? (args.scenario === undefined ? 'shuffled' : undefined);
  const given: ScenarioFlags = {
    ...{ recording, files, payload, order, region, profile, seed, timeout, drain },
    stream: args.stream,
    invocationType: args['invocation-type'],
    follow: args.follow,
    followUntil: args['follow-until'],
    followSample: args['follow-sample'],
    function: reference?.reference ?? args.old,
    qualifier: reference?.qualifier ?? '$LATEST',
    architecture: args.architecture,
    rate: '1/s',
    invocations: '1',
    endpointUrl: args['endpoint-url'],
    stack: args.stack,
    caBundle: args['ca-bundle'],
    verifySsl: args['verify-ssl'],
    maxInFlight: args['max-in-flight'],
    maxInvocations: args['max-invocations'],
    maxCost: args['max-cost'],
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
