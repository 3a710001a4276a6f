import { createInterface } from 'node:readline/promises';

/** Where a question is asked: standard output is left alone. */
export interface Terminal {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
  /** Default: as the streams say. */
  terminal?: boolean;
}

/** One line of a person's; undefined where the answer is Ctrl-C or Ctrl-D. */
export async function askLine(
  question: string,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<string | undefined> {
  const prompt = createInterface(terminal);
  const left = new AbortController();
  // Without it the question would wait on, and the process end without a word.
  prompt.once('SIGINT', () => left.abort()).once('close', () => left.abort());
  try {
    return (await prompt.question(question, { signal: left.signal })).trim();
  } catch (error) {
    if (!left.signal.aborted) throw error;
    terminal.output.write('\n');
    return undefined;
  } finally {
    prompt.close();
  }
}
