import { parseExpectation } from '../../core/judge/expectation.js';

/** A stage as a scenario writes it. */
export type DraftStage = Record<string, string | number>;

/** A scenario as it will be written. */
export interface Draft {
  target: { function: string; qualifier?: string };
  payloads?: { files?: string[]; inline?: unknown[] };
  invoke?: { type?: string };
  load?: DraftStage[];
  workloads?: Record<string, { load: DraftStage[] }>;
  expect?: (string | { that: string; abortOnFail: boolean; delay?: string })[];
  limits?: { maxInFlight?: number; drain?: string };
}

/** A variable of the environment, as scenarios write it, with its default. */
export function variable(name: string, otherwise?: string): string {
  return `\${${name}${otherwise === undefined ? '' : `:-${otherwise}`}}`;
}

/** Where no function is named: the run asks for it. */
export const anyFunction = variable('FUNCTION');

/** A rate or a number as text, without the dust of binary fractions. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(12)));
}

/** Whether the language takes it. */
export function isExpectation(text: string): boolean {
  try {
    parseExpectation(text);
    return true;
  } catch {
    return false;
  }
}
