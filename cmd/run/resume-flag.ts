import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import type { ExitCode } from '../../core/base/exit-codes.js';
import type { SummaryLength } from '../../results/draw/terminal/summary-length.js';
import { allGiven, databasePath } from '../options/options.js';
import { type ScenarioArgs, scenarioOptions } from '../options/scenario-options.js';
import { type KeptArgs, readKept } from './kept.js';
import { readWeb } from './web-flag.js';

type ResumeArgs = ScenarioArgs &
  KeptArgs & {
    resume: string;
    scenario: string | undefined;
    example: string | undefined;
    db: string;
    bus: string | undefined;
    workers: string | undefined;
    spares: string | undefined;
    out: string | string[] | undefined;
    web: string | undefined;
    open: boolean;
    quiet: boolean;
    summary: SummaryLength;
    'default-expectations': boolean;
  };

/** Resumes what `--resume` names. Throws `RepriseError` where more is asked for than to go on with the run as it is. */
export async function resumeFrom(args: ResumeArgs): Promise<ExitCode> {
  refuseChanges(args);
  const { resume: run, bus, db, out, web, open, quiet, summary } = args;
  const { baseline } = readKept(args);
  const { webPort } = readWeb(web, undefined);
  const { resume } = await import('./resume.js');
  return resume({
    ...{ run, bus, open, quiet, summary, databasePath: databasePath({ db }) },
    ...{ outputs: allGiven(out), defaultExpectations: args['default-expectations'] },
    ...defined({ baseline, webPort }),
  });
}

/** What a run sends, from where, and what is expected of it was said when it was started. */
function refuseChanges(args: ResumeArgs): void {
  const { scenario, example, resume } = args;
  if (scenario !== undefined || example !== undefined) {
    throw new RepriseError(`--resume ${resume} goes on with a run that has its scenario.`, {
      hint: 'Leave out the scenario, or start a new run without --resume.',
    });
  }
  const fixed = [
    ...Object.keys(scenarioOptions),
    'workers',
    'spares',
    'tag',
    'note',
  ] as (keyof ResumeArgs)[];
  const given = fixed.filter((name) => args[name] !== undefined);
  if (given.length === 0) return;
  const flags = given.map((name) => `--${name}`).join(', ');
  throw new RepriseError(`--resume ${resume} goes on with a run as it is, without ${flags}.`, {
    hint: 'Leave them out; --bus, --db, --baseline and the flags of the output may be given.',
  });
}
