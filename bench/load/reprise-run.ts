import { knownThreads } from '../../core/lanes/thread-priority.js';
import { sumOf } from '../../core/measure/fold.js';
import type { RunBooks } from '../../core/measure/run-books.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import type { RunResult } from '../../session/run/conclude-run.js';
import { runScenario } from '../../session/run/run-scenario.js';
import {
  functionName,
  type GeneratorFigures,
  type Load,
  type MemoryPoint,
  type RepriseJob,
  region,
  type StageFigures,
} from './job.js';

/** A run by the same function that `reprise run` calls, with all that it does: nothing is left out. */
export function runReprise(job: RepriseJob, started: () => void): Load {
  const stop = new AbortController();
  const memory: MemoryPoint[] = [];
  const others = knownThreads();
  const run = runScenario(scenarioOf(job), {
    databasePath: job.databasePath,
    client: job.client,
    threads: job.threads,
    stop: stop.signal,
    onStart: () => {
      others.giveWay();
      started();
    },
    ...(job.watchMemory && {
      onLive: ({ total }) => {
        memory.push({ invocations: sumOf(total.outcomes), rssBytes: process.memoryUsage.rss() });
      },
    }),
  });
  return {
    ended: run.then((result) => figuresOf(result, memory)),
    end: () => stop.abort(),
  };
}

function scenarioOf(job: RepriseJob): Scenario {
  const { url, recording, stages, order, maxInFlight, isStreamed = false } = job;
  return {
    name: 'benchmark',
    seed: 1,
    target: { region, endpointUrl: url },
    workloads: [
      {
        name: functionName,
        functionName,
        invocationType: 'RequestResponse',
        logType: 'Tail',
        stream: isStreamed,
        payloads: { kind: 'recording', name: recording, order },
        stages,
      },
    ],
    limits: { maxInFlight, timeoutS: 60, connectTimeoutS: 10, drainS: 10, late: 'send' },
    expectations: [],
  };
}

function figuresOf(result: RunResult | undefined, memory: MemoryPoint[]): GeneratorFigures {
  if (!result) throw new Error('the run was not confirmed');
  if (result.failure) throw result.failure;
  const { books } = result.report;
  const { planned, outcomes } = books.total();
  const stages = (books.workloads[0]?.stages ?? []).map((_, index) => stageFigures(books, index));
  return {
    answered: outcomes.ok,
    failed: sumOf(outcomes) - outcomes.ok,
    run: { planned, outcomes, isBalanced: books.isBalanced, stages, memory },
  };
}

function stageFigures(books: RunBooks, index: number): StageFigures {
  const { sent, lateness, response, service } = books.stage(0, index);
  return {
    sent,
    lateness: lateness.toData(),
    response: response.toData(),
    service: service.toData(),
  };
}
