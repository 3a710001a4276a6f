import type { LambdaClient } from '@aws-sdk/client-lambda';
import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import { ClockOffsetEstimate } from '../../core/follow/clock-offset.js';
import { longestLifeMs, retryPolicy } from '../../core/follow/policy.js';
import type { FollowedFunction, FollowSettings, WitnessName } from '../../core/follow/settings.js';
import type { ClientSettings } from '../../core/invoke/client.js';
import { withSdkControl } from '../../core/invoke/control-client.js';
import { parseFunctionReference } from '../../core/invoke/function-name.js';
import type { FollowWish } from '../../scenarios/language/follow.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { ControlCalls } from '../limits/control-calls.js';
import { type EventConfiguration, readEventConfiguration } from './read-function.js';

/** What is to be followed of a run, and what of it cannot be, in sentences. */
export interface FollowPlan {
  settings: FollowSettings;
  notes: string[];
}

/** On AWS a line can be read some seconds after it was logged, rarely more than these. */
const remoteLagMs = 15_000;
const remotePollMs = 5_000;
/** On this machine nothing is late unless the local Lambda is told to be. */
const localLagMs = 300;
const localPollMs = 200;
const longestWaitS = 900;

/**
 * Reads, before a run, who can tell what becomes of its events. Undefined where none is to be
 * followed. Throws `RepriseError` where the configuration cannot be read, or nobody can tell.
 */
export async function planFollow(
  scenario: Scenario,
  settings: ClientSettings,
  isRemote: boolean,
): Promise<FollowPlan | undefined> {
  const followed = targetsOf(scenario);
  if (followed.length === 0) return undefined;
  const notes: string[] = [];
  const clock = new ClockOffsetEstimate();
  const functions = await withSdkControl(settings, async (control) => {
    watchDates(control.client, clock);
    const calls = new ControlCalls();
    const found: FollowedFunction[] = [];
    for (const target of followed) {
      const read = await readEventConfiguration(control, calls, target);
      found.push(
        followedFunction(target, read, delayScaleOf(scenario, target.functionName), notes),
      );
    }
    return found;
  });
  const { sample = 1, consume = false, untilS } = followed[0]?.wish ?? {};
  const lagMs = isRemote ? remoteLagMs : localLagOf(scenario);
  const pollMs = isRemote ? remotePollMs : localPollMs;
  const { region, profile, caBundle, verifySsl } = settings;
  // The endpoint of a Lambda on this machine has its queues and logs too; any other is Lambda's alone.
  const endpointUrl = isRemote ? undefined : settings.endpointUrl;
  return {
    settings: {
      ...{ functions, sample, consume, lagMs, pollMs },
      untilS: untilS ?? defaultUntilS(functions, lagMs),
      ...defined({ region, profile, caBundle, verifySsl, endpointUrl }),
      ...defined({ clockOffset: clock.bounds() }),
      ...(scenario.local && { endsWithRun: true as const }),
    },
    notes,
  };
}

/** Every answer of the control plane has a Date. */
function watchDates(client: LambdaClient, clock: ClockOffsetEstimate): void {
  client.middlewareStack.add(
    (next) => async (input) => {
      const sentMs = Date.now();
      const answer = await next(input);
      const { headers = {} } = answer.response as { headers?: Record<string, string> };
      clock.add(headers.date, sentMs, Date.now());
      return answer;
    },
    { step: 'deserialize', priority: 'low' },
  );
}

interface Target {
  functionName: string;
  qualifier?: string;
  workloads: number[];
  wish: FollowWish;
}

/** Each function and qualifier once, with the workloads that invoke it. */
function targetsOf({ workloads }: Pick<Scenario, 'workloads'>): Target[] {
  const targets = new Map<string, Target>();
  for (const [index, { follow, functionName, qualifier }] of workloads.entries()) {
    if (follow === undefined) continue;
    const key = JSON.stringify([functionName, qualifier, follow.from]);
    const known = targets.get(key);
    if (known) known.workloads.push(index);
    else {
      targets.set(key, {
        ...{ functionName, workloads: [index], wish: follow },
        ...defined({ qualifier }),
      });
    }
  }
  return [...targets.values()];
}

function followedFunction(
  { functionName, qualifier, workloads, wish }: Target,
  read: EventConfiguration,
  delayScale: number | undefined,
  notes: string[],
): FollowedFunction {
  const policy = retryPolicy({ ...read, ...defined({ delayScale }) });
  const asks = (name: WitnessName): boolean => wish.from === undefined || wish.from.includes(name);
  const witnesses = defined({
    logs: asks('logs') ? logOf(functionName, read, notes) : undefined,
    success: asks('destinations')
      ? queueIn(read.success, 'on-success destination', notes)
      : undefined,
    failure: asks('destinations')
      ? queueIn(read.failure, 'on-failure destination', notes)
      : undefined,
    deadLetters: asks('deadLetters')
      ? queueIn(read.deadLetters, 'dead-letter queue', notes)
      : undefined,
  });
  for (const name of wish.from ?? []) {
    const has =
      name === 'destinations' ? (witnesses.success ?? witnesses.failure) : witnesses[name];
    if (has === undefined) throw nobody(functionName, name, notes);
  }
  if (Object.keys(witnesses).length === 0) throw nobody(functionName, 'all', notes);
  return { functionName, ...defined({ qualifier }), workloads, policy, ...witnesses };
}

function nobody(
  functionName: string,
  asked: WitnessName | 'all',
  notes: readonly string[],
): RepriseError {
  const what = {
    all: 'nothing tells what becomes of its events',
    logs: 'its log does not tell of its invocations',
    destinations: 'it has no destination that is an SQS queue',
    deadLetters: 'it has no dead-letter queue',
  }[asked];
  return new RepriseError(`The events of ${functionName} cannot be followed so: ${what}.`, {
    hint: [...notes, 'Configure it, or ask others: --follow logs.'].join(' '),
  });
}

/** Node.js names the request in each error that it logs; Python only in the JSON format. */
function logOf(
  functionName: string,
  { logGroup: group, logFormat: format, systemLogLevel, runtime = '' }: EventConfiguration,
  notes: string[],
): FollowedFunction['logs'] {
  if (format === 'JSON' && systemLogLevel === 'WARN') {
    notes.push(`${functionName} logs neither starts nor reports: its system log level is WARN.`);
    return undefined;
  }
  const tellsErrors =
    runtime.startsWith('nodejs') || (runtime.startsWith('python') && format === 'JSON');
  return { group, format, tellsErrors };
}

function queueIn(arn: string | undefined, what: string, notes: string[]): string | undefined {
  if (arn === undefined || arn === '') return undefined;
  if (arn.split(':')[2] === 'sqs') return arn;
  notes.push(`The ${what} ${arn} is not an SQS queue, and is not read.`);
  return undefined;
}

/** What multiplies the times of the scenario's own local Lambda. */
function delayScaleOf({ local }: Scenario, functionName: string): number | undefined {
  const name = parseFunctionReference(functionName)?.name ?? functionName;
  return local?.functions[name]?.asynchronous?.delayScale;
}

function localLagOf({ local }: Scenario): number {
  const lag = local?.logs?.lag;
  return Math.max(localLagMs, lag === undefined ? 0 : 3 * lag.p99Ms);
}

/** As long as the retries take, and a line takes to be read. */
function defaultUntilS(functions: readonly FollowedFunction[], lagMs: number): number {
  const lifeMs = Math.max(...functions.map(({ policy }) => longestLifeMs(policy)));
  return Math.min(longestWaitS, Math.ceil((lifeMs + 2 * lagMs) / 1000) + 1);
}
