import type { Interval } from '../../../core/measure/interval.js';
import type { ReportDocument } from '../../document/document.js';
import type { RunRecord } from '../../document/run-meta.js';

/** What the thread that serves the page is told. */
export type WebOrder =
  | { type: 'run'; run: RunRecord }
  | { type: 'interval'; interval: Interval }
  /** The last page; then the thread ends. */
  | { type: 'end'; page: ReportDocument; name: string };

/** What it says. */
export type WebNews =
  | { type: 'listening'; url: string }
  | { type: 'failed'; message: string; hint?: string };
