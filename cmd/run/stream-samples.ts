import { sumOf } from '../../core/measure/fold.js';
import type { PlannedWorkload } from '../../core/measure/run-books.js';
import type { RunReport } from '../../results/document/run-report.js';
import { type OutputSpec, streamedOutputs, writeAll } from '../../results/output/output.js';
import { SampleFile } from '../../results/output/sample-file.js';
import type { RunOptions } from '../../session/run/run-options.js';

/** The files that every invocation of a run goes to. */
export interface SampleStream {
  /** What the run tells them; nothing where there are none. */
  listener: Pick<RunOptions, 'onSamples'>;
  /** What the rows name: to be said before the first of them. */
  start(workloads: readonly PlannedWorkload[]): void;
  /** Writes what waits; `say` is told of invocations without a row. Throws as `SampleFile.end` does. */
  end(report: RunReport, say: (text: string) => void): Promise<void>;
  /** Of a run that did not come to be. */
  discard(): void;
}

/** Opens every `--out samples=FILE`. Throws `RepriseError` where one cannot be written. */
export function openSamples(outputs: readonly OutputSpec[]): SampleStream {
  let files = streamedOutputs(outputs).map(({ file }) => new SampleFile(file));
  let plan: readonly PlannedWorkload[] = [];
  const hasAny = files.length > 0;
  return {
    listener: hasAny
      ? {
          onSamples: (samples) => {
            for (const file of files) file.add(samples, plan);
          },
        }
      : {},
    start: (workloads) => {
      plan = workloads;
    },
    async end({ books }, say) {
      const ended = sumOf(books.total().outcomes) - books.cutOff().neverDue;
      const open = files;
      files = [];
      await writeAll(open, async (file) => {
        const missing = await file.end(ended);
        if (missing !== undefined) say(missing);
      });
    },
    discard() {
      for (const file of files) file.discard();
      files = [];
    },
  };
}
