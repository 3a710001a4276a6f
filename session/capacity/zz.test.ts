import { it } from 'vitest';
import { knownKnees } from './known-knees.fixture.js';
import { searchSimulated } from './simulated-function.fixture.js';

it('table', async () => {
  const only = process.env.ONLY;
  const n = Number(process.env.N ?? 5);
  for (const { name, slo, kneeHz, limitHz, search, limits } of knownKnees()) {
    if (only && !`${name} ${slo}`.includes(only)) continue;
    const t = Date.now();
    const errs: number[] = [];
    const kinds: Record<string, number> = {};
    let above = 0;
    let covered = 0;
    let steps = 0;
    for (let seed = Number(process.env.S ?? 1); seed <= n; seed++) {
      const r = await searchSimulated({ slo, ...search(seed) });
      const rate = r.sustainable?.rateHz ?? 0;
      errs.push((rate / (kneeHz || 1) - 1) * 100);
      const k = `${r.verdict}/${r.limit.kind}`;
      kinds[k] = (kinds[k] ?? 0) + 1;
      if (r.verdict === 'pass' && rate > limitHz) above++;
      if (
        r.sustainable &&
        r.sustainable.lowHz <= kneeHz &&
        (r.sustainable.highHz ?? Infinity) >= kneeHz
      )
        covered++;
      steps += r.steps.length;
      if (process.env.V) {
        console.log(
          JSON.stringify(r.sustainable),
          r.verdict,
          JSON.stringify(r.why),
          r.limit.kind,
          JSON.stringify(r.warnings.map((w) => w.kind)),
        );
        for (const s of r.steps)
          console.log(
            ' ',
            s.purpose,
            s.level,
            s.result,
            s.warmUpS,
            s.measureS,
            'p99',
            Math.round((s.p99Us ?? 0) / 1000),
            'thr',
            s.throttled,
            'cold',
            s.coldStarts,
            s.throughput
              ? `tp ${s.throughput.hz.toFixed(1)}±${s.throughput.errorHz.toFixed(1)}`
              : '',
            s.why.map((w) => w.kind).join(),
          );
      }
    }
    const abs = errs.map(Math.abs).sort((a, b) => a - b);
    console.log(
      name,
      slo,
      'knee',
      kneeHz.toFixed(1),
      'errs',
      errs.map((e) => e.toFixed(1)).join(' '),
      'med',
      abs[abs.length >> 1]?.toFixed(1),
      'above',
      above,
      'cov',
      covered,
      'steps',
      steps / n,
      JSON.stringify(kinds),
      limits.join(),
      `${Date.now() - t}ms`,
    );
  }
}, 600_000);
