import { formatCount } from '../../core/quantity/format.js';
import type { AppliedRedaction } from '../../core/recording/redaction/applied.js';
import type { RedactionCounts } from '../../core/recording/redaction/redactor.js';
import type { RedactionSample } from '../../core/recording/redaction/sample.js';
import type { Style } from '../../results/draw/terminal/style.js';
import { table } from '../../results/draw/terminal/table.js';

/** So many samples of each rule are shown. */
const maxSamples = 3;

/** One line: `key email hash 12, builtin cards mask 1, 2 rules found nothing; in 13 events`. */
export function redactionText(counts: RedactionCounts | AppliedRedaction): string {
  const { rules, recordCount, plainCount, overrunCount } = counts;
  const found = rules
    .filter(({ count }) => count > 0)
    .map(({ rule, action, count }) => `${rule} ${action} ${formatCount(count)}`);
  const idle = rules.length - found.length;
  const parts = [
    ...found,
    ...(idle > 0 ? [`${formatCount(idle)} ${idle === 1 ? 'rule' : 'rules'} found nothing`] : []),
  ];
  const time = 'appliedAtMs' in counts ? `, on ${new Date(counts.appliedAtMs).toISOString()}` : '';
  const key = 'keyId' in counts ? `, with the key ${counts.keyId}` : '';
  const plain =
    plainCount > 0 ? `; ${formatCount(plainCount)} are no JSON, only patterns look into them` : '';
  const overrun =
    overrunCount > 0
      ? `; ${formatCount(overrunCount)} texts took a pattern more than a second and were masked whole`
      : '';
  return `${parts.join(', ')}; in ${formatCount(recordCount)} ${recordCount === 1 ? 'event' : 'events'}${time}${key}${plain}${overrun}`;
}

/** Collects the first samples of each rule, and shows them with its count. */
export class SampleTable {
  readonly #samples = new Map<string, RedactionSample[]>();

  add(sample: RedactionSample): void {
    const samples = this.#samples.get(sample.rule) ?? [];
    if (samples.length === 0) this.#samples.set(sample.rule, samples);
    const isNew = !samples.some(({ path, part }) => path === sample.path && part === sample.part);
    if (samples.length < maxSamples && isNew) samples.push(sample);
  }

  /** A line for each rule, and one for each of its samples: where it is, and what stands there then. */
  lines({ rules }: RedactionCounts, style: Style): string[] {
    return rules.flatMap(({ rule, action, count }) => {
      const samples = this.#samples.get(rule) ?? [];
      const rows = samples.map(({ part, path, result }) => [
        `    ${part === 'payload' ? '' : `${part} `}${path}`,
        style.dim(result === '' ? 'removed' : `-> ${shortened(result)}`),
      ]);
      return [`  ${style.bold(rule)} ${action}: ${formatCount(count)}`, ...table(rows)];
    });
  }
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
