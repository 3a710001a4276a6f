import { appendFileSync } from 'node:fs';
import { messageOf } from '../../core/base/errors.js';
import { runDocument } from '../document/run-document.js';
import { isNothingServed, type RunReport } from '../document/run-report.js';
import { verdictSentence } from '../document/verdict-sentence.js';
import { observedText } from '../document/wording/expectations.js';
import { drawMarkdown } from '../draw/markdown/draw-document.js';

/** More annotations of one kind than this in a step are not shown (GitHub docs, "Usage limits"). */
const maxAnnotations = 10;

/**
 * Inside a GitHub action (`GITHUB_ACTIONS`): appends the Markdown summary to the step's
 * (`GITHUB_STEP_SUMMARY`), and annotates each expectation that did not hold. Elsewhere does nothing.
 * A summary that cannot be written is a warning, not a failure of the run.
 */
export function reportToGitHub(
  report: RunReport,
  stream: { write(text: string): unknown },
  env: NodeJS.ProcessEnv = process.env,
): void {
  if (env.GITHUB_ACTIONS !== 'true') return;
  for (const line of annotations(report)) stream.write(`${line}\n`);
  if (!env.GITHUB_STEP_SUMMARY) return;
  try {
    appendFileSync(env.GITHUB_STEP_SUMMARY, `${drawMarkdown(runDocument(report))}\n`);
  } catch (error) {
    const message = `The step's summary cannot be written: ${messageOf(error)}`;
    stream.write(`${command('warning', 'Reprise', message)}\n`);
  }
}

/** Workflow commands for everything that did not hold; none for a run that passed. */
export function annotations(report: RunReport): string[] {
  const { verdict, verdicts, run } = report;
  const failed = verdicts.filter((each) => each.verdict === 'fail' || each.verdict === 'noData');
  const lines = failed.map(({ text, observed }) =>
    command(
      'error',
      `${run.meta.name}: expectation failed`,
      `${text} (observed: ${observedText(observed)})`,
    ),
  );
  if (lines.length > maxAnnotations) {
    const rest = lines.length - maxAnnotations + 1;
    const message = `and ${rest} more expectations that did not hold`;
    return [...lines.slice(0, maxAnnotations - 1), command('error', run.meta.name, message)];
  }
  const isQuiet = verdict === 'pass' || (verdict === 'none' && !isNothingServed(report.books));
  if (lines.length > 0 || isQuiet) return lines;
  const kind = verdict === 'fail' ? 'error' : 'warning';
  return [command(kind, run.meta.name, verdictSentence(report))];
}

/**
 * A workflow command: `::error title=…::…`, escaped as GitHub's own toolkit does
 * (actions/toolkit, packages/core/src/command.ts).
 */
function command(kind: 'error' | 'warning', title: string, message: string): string {
  return `::${kind} title=${escapeProperty(title)}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
