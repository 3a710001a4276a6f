import type { Path } from '../../json/path.js';
import type { PairedAnswer } from '../../measure/paired-answer.js';
import { FieldTally } from './field-tally.js';
import { PairResponses } from './pair-responses.js';
import type { RedactResponse } from './redacted-differences.js';

/** Counts in which fields the responses of pairs differ, whoever has compared them. */
export class ResponseComparer {
  readonly tally = new FieldTally();
  readonly #pairs: PairResponses;
  /** As whoever sent them says. */
  #lost = 0;

  constructor(legs: number, ignored: readonly Path[], maxBytes?: number, redact?: RedactResponse) {
    this.#pairs = new PairResponses(legs, ignored, maxBytes, redact);
  }

  /** Pairs whose responses were not compared for want of memory. */
  get lost(): number {
    return this.#pairs.lost + this.#lost;
  }

  /** Bytes of responses that wait. */
  get waitingBytes(): number {
    return this.#pairs.waitingBytes;
  }

  /** Takes the answer of one leg. */
  add(answer: PairedAnswer): void {
    if (answer.compared === 'lost') this.#lost += 1;
    const compared = this.#pairs.add(answer) ?? answer.compared;
    if (!compared || compared === 'lost') return;
    const { pair, payload } = answer;
    this.tally.add({ pair, payload }, compared.changed, compared.noise);
  }
}
