import type { Reporter, TestCase, TestModule } from 'vitest/node';

interface Row {
  tried: number;
  survived: number;
  skipped: number;
}

/** Prints, when all is over, how often each fault was tried and how often the program survived it. */
export class FaultTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const rows = new Map<string, Row>();
    for (const module of modules) {
      for (const test of module.children.allTests()) enter(rows, test);
    }
    process.stdout.write(`\n${tableOf(rows).join('\n')}\n`);
  }
}

function enter(rows: Map<string, Row>, test: TestCase): void {
  const fault = test.parent.type === 'suite' ? test.parent.name : test.name;
  const row = rows.get(fault) ?? { tried: 0, survived: 0, skipped: 0 };
  rows.set(fault, row);
  const { state } = test.result();
  if (state === 'skipped') {
    row.skipped += 1;
    return;
  }
  const { tried = 1, survived = state === 'passed' ? tried : 0 } = test.meta();
  row.tried += tried;
  row.survived += survived;
}

function tableOf(rows: ReadonlyMap<string, Row>): string[] {
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  const sum = (of: 'tried' | 'survived') => sorted.reduce((all, [, row]) => all + row[of], 0);
  const line = (fault: string, tried: unknown, survived: unknown) =>
    `| ${fault} | ${tried} | ${survived} |`;
  return [
    line('fault', 'tried', 'survived'),
    line('---', '---:', '---:'),
    ...sorted.map(([fault, { tried, survived, skipped }]) =>
      tried === 0 && skipped > 0 ? line(fault, 'skipped', '') : line(fault, tried, survived),
    ),
    line('**all**', sum('tried'), sum('survived')),
  ];
}
