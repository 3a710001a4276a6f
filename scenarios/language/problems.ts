import { RepriseError, type SourcePosition } from '../../core/base/errors.js';
import { ExpectationSyntaxError } from '../../core/judge/expectations/scanner.js';

/** What is wrong at one place of a scenario, before it is known where that place was written. */
export interface Finding {
  /** The way to the value from the top: `['load', 0, 'rate']`. */
  path: readonly PropertyKey[];
  /** `key`: the key at the end of `path` is wrong itself, not its value. */
  at?: 'key';
  message: string;
  hint?: string | undefined;
  /** Where in the text of the value: the column from 1, and the text with carets under the place. */
  column?: number;
  excerpt?: string;
}

/** One thing wrong with a scenario, ready to be shown. */
export interface ScenarioProblem {
  /** Present when the scenario's file is to blame. */
  position?: SourcePosition;
  /** Present when a command-line flag is to blame: `--rate`. */
  flag?: string;
  message: string;
  hint?: string;
  /** The line at `position`, and a line with carets under what is meant. */
  excerpt?: string;
}

/** Everything wrong with a scenario at once. `message` is the whole text for the terminal. */
export class ScenarioProblems extends RepriseError {
  readonly problems: readonly ScenarioProblem[];

  /** `where`: what they are in. */
  constructor(problems: readonly ScenarioProblem[], where = 'the scenario') {
    const all = problems.map(renderProblem).join('\n\n');
    super(problems.length === 1 ? all : `${problems.length} problems in ${where}\n\n${all}`);
    this.problems = problems;
  }
}

/** `file:line:column: message`, the line it is about with carets, and the hint, each on lines of its own. */
export function renderProblem(problem: ScenarioProblem): string {
  const { position, flag, message, excerpt, hint } = problem;
  const lines = [`${placeOf(position, flag)}${message}`];
  if (excerpt !== undefined) lines.push(indent(excerpt));
  if (hint !== undefined) lines.push(indent(`hint: ${hint}`));
  return lines.join('\n');
}

function placeOf(position: SourcePosition | undefined, flag: string | undefined): string {
  if (flag !== undefined) return `${flag}: `;
  if (position === undefined) return '';
  return `${position.file}:${position.line}:${position.column}: `;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}

/** Runs what may refuse its input; a refusal becomes a finding at `path`. */
export function attempt<T>(
  findings: Finding[],
  path: readonly PropertyKey[],
  work: () => T,
): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RepriseError)) throw error;
    const place =
      error instanceof ExpectationSyntaxError
        ? { column: error.column, excerpt: error.excerpt }
        : {};
    findings.push({ path, message: error.message, hint: error.hint, ...place });
    return undefined;
  }
}
