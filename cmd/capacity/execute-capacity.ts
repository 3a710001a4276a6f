import { type ExitCode, exitCodes } from '../../core/base/exit-codes.js';
import { withDatabase } from '../../core/database/with-database.js';
import type { CapacityReport, CapacityVerdict } from '../../core/judge/capacity/capacity-report.js';
import { RecordingStore } from '../../core/recording/store/store.js';
import { capacityText, stepLine } from '../../results/draw/terminal/capacity-text.js';
import { createLiveView } from '../../results/live/terminal/live.js';
import {
  type CapacityOutput,
  parseCapacityOutputs,
  writeCapacityOutputs,
} from '../../results/output/capacity-outputs.js';
import { layoutOf } from '../../results/output/print-report.js';
import { CapacityStore } from '../../results/store/capacity-store.js';
import { RunStore } from '../../results/store/run-store.js';
import type { ScenarioFlags } from '../../scenarios/language/flags.js';
import { loadScenario } from '../../scenarios/language/load.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { type CapacityResult, findCapacity } from '../../session/capacity/find-capacity.js';
import { printError } from '../print-error.js';
import { showPage } from '../report/show-page.js';
import { watchSignals } from '../run/signals.js';
import type { CapacityArgs } from './args.js';
import { asFarAsKnown } from './as-far-as-known.js';
import { confirmSearch } from './confirm-search.js';
import { readSearch } from './settings.js';

/** An id of a run or its beginning, or `last`: never the name of a scenario's file. */
const runReference = /^(last|\d{8}-\d[\w-]*)$/;

/** Searches and shows; gives the exit code. Throws `RepriseError` for what makes it impossible. */
export async function capacity(args: CapacityArgs): Promise<ExitCode> {
  const outputs = parseCapacityOutputs(args.out === undefined ? [] : [args.out].flat());
  const { scenario: reference } = args;
  if (reference !== undefined && runReference.test(reference)) {
    return showStored(args, reference, outputs);
  }
  const scenario = await load(args);
  const search = readSearch(args, scenario);
  // Without a terminal a line for each step is log enough.
  const isWatched = !args.quiet && process.stderr.isTTY === true;
  const live = createLiveView(process.stderr, { quiet: !isWatched });
  const { style } = layoutOf(process.stderr);
  const signals = watchSignals((text) => live.note(text), scenario.limits.drainS);
  try {
    const result = await findCapacity(
      scenario,
      {
        ...search,
        onStep: (step) => {
          live.stop();
          if (!args.quiet) process.stderr.write(`${stepLine(step, args.by, style)}\n`);
        },
      },
      {
        databasePath: args.db,
        stop: signals.stop,
        abort: signals.abort,
        confirm: (preview) => confirmSearch(preview, scenario, search, args),
        onNote: (text) => live.note(text),
        onStart: (plan) => live.start(plan),
        onLive: (snapshot) => live.update(snapshot),
      },
    );
    live.stop();
    if (!result) return exitCodes.interrupted;
    await print(result.report, outputs, args.open);
    return exitOf(result);
  } finally {
    live.stop();
    signals.close();
  }
}

const verdictCodes: Record<CapacityVerdict, ExitCode> = {
  pass: exitCodes.pass,
  fail: exitCodes.expectationFailed,
  inconclusive: exitCodes.inconclusive,
};

function exitOf({ report, end, failure }: CapacityResult): ExitCode {
  if (failure) return printError(failure);
  return end === 'interrupted' ? exitCodes.interrupted : verdictCodes[report.verdict];
}

/** All but the load, which the search gives; a scenario described by flags alone needs one to be whole. */
function load(args: CapacityArgs): Promise<Scenario> {
  const { scenario: file, name = args.function } = args;
  const placeholder = file === undefined ? { rate: '1/s', for: '1s', name } : {};
  const flags = Object.fromEntries(
    Object.entries({ ...args, ...placeholder }).filter(
      ([name, value]) => value !== undefined && name !== 'scenario',
    ),
  ) as ScenarioFlags;
  return withDatabase(args.db, {}, (database) => {
    const store = new RecordingStore(database);
    return loadScenario(file, { flags, checkRecording: (name) => store.reader(name) });
  });
}

async function showStored(
  { db, open }: CapacityArgs,
  reference: string,
  outputs: readonly CapacityOutput[],
): Promise<ExitCode> {
  const { report, isOver } = await withDatabase(db, { readonly: true }, (database) => {
    const runs = new RunStore(database);
    const store = new CapacityStore(database);
    const runId = reference === 'last' ? undefined : runs.find(reference).id;
    const search = store.load(runId === undefined ? 'last' : { runId });
    return search.isOver ? search : { ...search, report: asFarAsKnown(search, runs) };
  });
  await print(report, outputs, open);
  return isOver ? verdictCodes[report.verdict] : exitCodes.interrupted;
}

async function print(
  report: CapacityReport,
  outputs: readonly CapacityOutput[],
  isOpened: boolean,
): Promise<void> {
  const stream = outputs.some(({ file }) => file === '-') ? process.stderr : process.stdout;
  stream.write(capacityText(report, layoutOf(stream)));
  await writeCapacityOutputs(outputs, report);
  if (!isOpened) return;
  await showPage(outputs, report.steps.at(-1)?.runId ?? 'capacity', (file) =>
    writeCapacityOutputs([{ format: 'html', file }], report),
  );
}
