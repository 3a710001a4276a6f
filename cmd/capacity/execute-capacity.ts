import { defined } from '../../core/base/defined.js';
import { type ExitCode, exitCodes } from '../../core/base/exit-codes.js';
import { withDatabase } from '../../core/database/with-database.js';
import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';
import { exitCodeOf } from '../../core/judge/verdict.js';
import { RecordingStore } from '../../core/recording/store/store.js';
import { stepSentence } from '../../results/document/capacity/steps.js';
import { capacityDocument } from '../../results/document/capacity-document.js';
import { signedLine } from '../../results/draw/terminal/paint.js';
import { capacityJson } from '../../results/export/capacity-json.js';
import { createLiveView } from '../../results/live/terminal/live.js';
import {
  type DocumentOutput,
  parseDocumentOutputs,
} from '../../results/output/document-outputs.js';
import { layoutOf } from '../../results/output/print-report.js';
import { CapacityStore } from '../../results/store/capacity-store.js';
import { RunStore } from '../../results/store/run-store.js';
import type { ScenarioFlags } from '../../scenarios/language/flags.js';
import { loadScenario } from '../../scenarios/language/load.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { type CapacityResult, findCapacity } from '../../session/capacity/find-capacity.js';
import { onStack } from '../../session/stack/on-stack.js';
import { lazyFleet } from '../fleet/lazy-fleet.js';
import { readFleet } from '../options/fleet-options.js';
import { labelsOf } from '../options/label-options.js';
import { allGiven } from '../options/options.js';
import { isRunReference } from '../options/run-reference.js';
import { printError } from '../print-error.js';
import { printDocument, type ShownHow } from '../report/print-document.js';
import { watchSignals } from '../run/signals.js';
import type { CapacityArgs } from './args.js';
import { asFarAsKnown } from './as-far-as-known.js';
import { confirmSearch } from './confirm-search.js';
import { askedOf, cutOffSearch, refuseOtherQuestion, resumedArgs } from './resume.js';
import { readSearch } from './settings.js';

/** Searches and shows; gives the exit code. Throws `RepriseError` for what makes it impossible. */
export async function capacity(args: CapacityArgs): Promise<ExitCode> {
  const outputs = parseDocumentOutputs(allGiven(args.out), 'capacity search');
  const { scenario: reference } = args;
  if (reference !== undefined && isRunReference(reference)) {
    return showStored(args, reference, outputs);
  }
  return args.resume === undefined ? search(args, outputs) : resume(args, args.resume, outputs);
}

/** Goes on with a search that was cut off. */
async function resume(
  now: CapacityArgs,
  reference: string,
  outputs: readonly DocumentOutput[],
): Promise<ExitCode> {
  const resumed = await withDatabase(now.db, {}, (database) => cutOffSearch(database, reference));
  return search(resumedArgs(resumed, now), outputs, resumed);
}

async function search(
  args: CapacityArgs,
  outputs: readonly DocumentOutput[],
  resumed?: ReturnType<typeof cutOffSearch>,
): Promise<ExitCode> {
  const scenario = await load(args);
  const asked = { ...readSearch(args, scenario), asked: askedOf(args, scenario) };
  if (resumed) refuseOtherQuestion(resumed, scenario, asked);
  const rules = { ...asked, ...defined({ resumed }) };
  // Without a terminal a line for each step is log enough.
  const isWatched = !args.quiet && process.stderr.isTTY === true;
  const live = createLiveView(process.stderr, { quiet: !isWatched });
  const { style } = layoutOf(process.stderr);
  const fleet = await lazyFleet(readFleet(args));
  const signals = watchSignals((text) => live.note(text), scenario.limits.drainS);
  try {
    const result = await findCapacity(
      scenario,
      {
        ...rules,
        onStep: (step) => {
          live.stop();
          if (args.quiet) return;
          const { tone, text } = stepSentence(step, args.by);
          process.stderr.write(`${signedLine(tone, text, style)}\n`);
        },
      },
      {
        databasePath: args.db,
        ...defined({ fleet }),
        ...labelsOf(args),
        stop: signals.stop,
        abort: signals.abort,
        confirm: (preview) => confirmSearch(preview, scenario, rules, args),
        onNote: (text) => live.note(text),
        onStart: (plan) => live.start(plan),
        onLive: (snapshot) => live.update(snapshot),
      },
    );
    live.stop();
    if (!result) return exitCodes.interrupted;
    await print(result.report, outputs, { isOpened: args.open, summary: args.summary });
    return exitOf(result);
  } finally {
    live.stop();
    await fleet?.close();
    signals.close();
  }
}

function exitOf({ report, end, failure }: CapacityResult): ExitCode {
  if (failure) return printError(failure);
  return end === 'interrupted' ? exitCodes.interrupted : exitCodeOf('finished', report.verdict);
}

/** All but the load, which the search gives. */
function load(args: CapacityArgs): Promise<Scenario> {
  const { scenario: file, name = file === undefined ? args.function : undefined } = args;
  const flags = Object.fromEntries(
    Object.entries({ ...args, name }).filter(
      ([name, value]) => value !== undefined && name !== 'scenario',
    ),
  ) as ScenarioFlags;
  return withDatabase(args.db, {}, (database) => {
    const store = new RecordingStore(database);
    const scenario = loadScenario(file, {
      flags,
      checkRecording: (name) => store.reader(name),
      isLoadOptional: true,
    });
    return onStack(scenario);
  });
}

async function showStored(
  { db, open, summary }: CapacityArgs,
  reference: string,
  outputs: readonly DocumentOutput[],
): Promise<ExitCode> {
  const { report, isOver } = await withDatabase(db, { readonly: true }, (database) => {
    const runs = new RunStore(database);
    const store = new CapacityStore(database);
    const runId = reference === 'last' ? undefined : runs.find(reference).id;
    const search = store.load(runId === undefined ? 'last' : { runId });
    return search.isOver ? search : { ...search, report: asFarAsKnown(search, runs) };
  });
  await print(report, outputs, { isOpened: open, summary });
  return isOver ? exitCodeOf('finished', report.verdict) : exitCodes.interrupted;
}

function print(
  report: CapacityReport,
  outputs: readonly DocumentOutput[],
  how: ShownHow,
): Promise<void> {
  const shown = { document: capacityDocument(report), json: () => capacityJson(report) };
  const id = report.steps.at(-1)?.runId ?? 'capacity';
  return printDocument(shown, outputs, { id, ...how });
}
