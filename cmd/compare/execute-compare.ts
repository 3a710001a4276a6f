import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import { type ExitCode, exitCodes } from '../../core/base/exit-codes.js';
import { withDatabase } from '../../core/database/with-database.js';
import { parseIgnoreRule } from '../../core/judge/compare/json-difference.js';
import { exitCodeOf } from '../../core/judge/verdict.js';
import type { ComparisonReport } from '../../results/document/comparison/comparison-report.js';
import { createLiveView } from '../../results/live/terminal/live.js';
import {
  type DocumentOutput,
  parseDocumentOutputs,
} from '../../results/output/document-outputs.js';
import { ComparisonStore } from '../../results/store/comparison-store.js';
import { RunStore } from '../../results/store/run-store.js';
import { compareFunctions } from '../../session/compare/compare-functions.js';
import { lazyFleet } from '../fleet/lazy-fleet.js';
import { tellsFollowing } from '../follow/following-text.js';
import { readFleet } from '../options/fleet-options.js';
import { labelsOf } from '../options/label-options.js';
import { allGiven } from '../options/options.js';
import { isRunReference } from '../options/run-reference.js';
import { printError } from '../print-error.js';
import type { ShownHow } from '../report/print-document.js';
import { confirmRun } from '../run/confirm-run.js';
import { watchSignals } from '../run/signals.js';
import type { CompareArgs } from './args.js';
import { compareStoredRuns } from './compare-runs.js';
import { controlOf, loadComparison, payloadsText } from './load.js';
import { notJudged } from './not-judged.js';
import { printComparison } from './print-comparison.js';
import { readTolerances } from './tolerances.js';

/** Compares and shows; gives the exit code. Throws `RepriseError` for what makes it impossible. */
export async function compare(args: CompareArgs): Promise<ExitCode> {
  const outputs = parseDocumentOutputs(allGiven(args.out), 'comparison');
  const { old, new: now } = args;
  if (now === undefined) return showStored(args, outputs);
  // One that can only be a run makes the other one too: no function is compared with a run.
  const isRuns = args.runs || isRunReference(old) || isRunReference(now);
  if (!isRuns) return compareTwoFunctions({ ...args, new: now }, outputs);
  const shown = await compareStoredRuns(args.db, old, now, readTolerances(args, { seed: 1 }));
  await printComparison(shown, outputs, shownHow(args));
  return exitCodeOf('finished', shown.report.comparison.verdict);
}

async function compareTwoFunctions(
  args: CompareArgs & { new: string },
  outputs: readonly DocumentOutput[],
): Promise<ExitCode> {
  const scenario = await loadComparison(args);
  const rules = {
    tolerances: readTolerances(args, {
      seed: scenario.seed,
      isOfEvents: scenario.workloads.some(({ follow }) => follow !== undefined),
      localSpread: scenario.local && (scenario.local.environments?.speedSpread ?? 0),
    }),
    ignored: allGiven(args.ignore).map(parseIgnoreRule),
  };
  const live = createLiveView(process.stderr, { quiet: args.quiet });
  const fleet = await lazyFleet(readFleet(args));
  const signals = watchSignals((text) => live.note(text), scenario.limits.drainS);
  try {
    const result = await compareFunctions(scenario, rules, {
      ...defined({ fleet }),
      databasePath: args.db,
      ...labelsOf(args),
      stop: signals.stop,
      abort: signals.abort,
      confirm: (preview) => confirmRun(scenario, preview, args),
      onNote: (text) => live.note(text),
      onFollow: tellsFollowing((text) => live.note(text)),
      onStart: (plan) => live.start(plan),
      onLive: (snapshot) => live.update(snapshot),
    });
    live.stop();
    if (!result) return exitCodes.interrupted;
    const { run, verdict } = result.report;
    const { comparison } = result;
    const report: ComparisonReport = {
      ...{ comparison, old: args.old, new: args.new, runs: [run.id] },
      ...defined({ control: controlOf(args) }),
      payloads: payloadsText(scenario),
    };
    if (!result.unstored) {
      await withDatabase(args.db, {}, (db) => new ComparisonStore(db).save(run.id, report));
    }
    await printComparison({ report, runs: [result.report] }, outputs, shownHow(args));
    if (result.failure) return printError(result.failure);
    if (result.isFollowStopped) return exitCodes.interrupted;
    return exitCodeOf(run.status, verdict);
  } finally {
    live.stop();
    await fleet?.close();
    signals.close();
  }
}

function shownHow({ open, summary }: CompareArgs): ShownHow {
  return { isOpened: open, summary };
}

async function showStored(
  args: CompareArgs,
  outputs: readonly DocumentOutput[],
): Promise<ExitCode> {
  if (!args.runs && !isRunReference(args.old)) {
    throw new RepriseError(`${args.old} is to be compared, but with what is not said.`, {
      hint: `Name the new side too: reprise compare ${args.old} FUNCTION:VERSION.`,
    });
  }
  const shown = await withDatabase(args.db, { readonly: true }, (db) => {
    const store = new RunStore(db);
    const comparisons = new ComparisonStore(db);
    const lastId = args.old === 'last' ? comparisons.lastRunId() : undefined;
    const run = store.find(lastId ?? args.old);
    const stored = comparisons.load(run.id);
    if (!stored) throw notJudged(store.load(run));
    return { report: stored, runs: [store.load(run)] };
  });
  await printComparison(shown, outputs, shownHow(args));
  return exitCodeOf('finished', shown.report.comparison.verdict);
}
