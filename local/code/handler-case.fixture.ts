/** A handler and what it is sent, one invocation after another in one environment. */
export interface HandlerCase {
  /** What it is about. */
  title: string;
  /** Of a module, or of a CommonJS one where `extension` says so. */
  source: string;
  extension?: 'mjs' | 'cjs' | 'js';
  exportName?: string;
  events?: unknown[];
  logFormat?: 'JSON';
  timeoutS?: number;
}

/** A module whose export `handler` is this expression. */
export const handler = (
  title: string,
  source: string,
  more: Partial<HandlerCase> = {},
): HandlerCase => ({
  title,
  source: `export const handler = ${source};`,
  ...more,
});
