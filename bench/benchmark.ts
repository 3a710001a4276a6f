import type { Figures } from './figures/figures.js';
import type { Workspace } from './workspace.js';

/** What the command line says of how to measure. */
export interface BenchOptions {
  /** Absent: each benchmark's own number. */
  rounds?: number;
  /** Length of a measured stretch. */
  seconds: number;
  /** Ten million invocations and records, where the default is one million. */
  long: boolean;
}

/** What a benchmark is given. */
export interface BenchContext {
  options: BenchOptions;
  workspace: Workspace;
  figures: Figures;
  /** Says what is being done. */
  progress: (text: string) => void;
}

/** One benchmark: measures, and enters what it has measured into the figures. */
export type Benchmark = (context: BenchContext) => Promise<void>;
