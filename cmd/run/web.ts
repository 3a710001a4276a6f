import type { RunDetails } from '../../results/document/run-details.js';
import type { RunReport } from '../../results/document/run-report.js';
import { openInBrowser } from '../../results/draw/html/open-in-browser.js';
import type { RunOptions } from '../../session/run/run-options.js';

/** The page of a run while it goes. */
export interface RunWeb {
  /** What the run tells it. */
  listener: Required<Pick<RunOptions, 'onStored' | 'onInterval'>>;
  /** The page becomes the report. */
  end(report: RunReport, details: RunDetails): void;
  /** Waits some seconds at most until everybody who watches has the report; ends at once without one. */
  close(): Promise<void>;
}

/**
 * Serves the page and says where, on standard error; in a browser too where that is asked for. Throws
 * `RepriseError` where it cannot listen. Nothing of it is loaded without this.
 */
export async function openWeb(port: number, isOpened: boolean): Promise<RunWeb> {
  const { LiveWeb } = await import('../../results/live/web/live-web.js');
  const { runDocument } = await import('../../results/document/run-document.js');
  const web = await LiveWeb.open(port);
  process.stderr.write(`Watch it at ${web.url}\n`);
  if (isOpened && !(await openInBrowser(web.url))) {
    process.stderr.write('No browser could be started.\n');
  }
  let ending: Promise<void> | undefined;
  return {
    listener: {
      onStored: (run) => web.start(run),
      onInterval: (interval) => web.add(interval),
    },
    end(report, details) {
      ending = web.end(runDocument(report, details), `reprise-${report.run.id}.html`);
    },
    async close() {
      await (ending ?? web.close());
      if (web.failure === undefined) return;
      process.stderr.write(`The page was not served to the end: ${web.failure}\n`);
    },
  };
}
