import { describe, expect, it } from 'vitest';
import { ProxyLine, proxyLine } from './proxy-line.js';

const counts = { invocations: 1234, otherCalls: 0, inFlight: 3, committed: 0, waiting: 0, lost: 0 };

describe('the live line of the proxy', () => {
  it('has count, rate and what is in flight, and what is lost only where something is', () => {
    expect(proxyLine(counts, 19.6)).toBe('1,234 invocations  20/s  3 in flight');
    expect(proxyLine({ ...counts, lost: 2 }, 0)).toContain('2 not recorded');
  });

  it('takes the rate over the last two seconds, and writes to terminals only', () => {
    let nowMs = 0;
    let written = '';
    const write = (text: string): boolean => {
      written = text;
      return true;
    };
    const stream = { isTTY: true, columns: 80, write } as unknown as NodeJS.WriteStream;
    const line = new ProxyLine(stream, () => nowMs);
    for (const invocations of [0, 1000, 1000, 1000, 1300]) {
      line.show({ ...counts, invocations });
      nowMs += 1000;
    }
    expect(written).toContain('150/s');
    line.show({ ...counts, invocations: 1301 });
    nowMs += 1000;
    line.show({ ...counts, invocations: 1301 });
    expect(written).toContain('0.5/s');
    written = '';
    new ProxyLine({ ...stream, isTTY: false } as NodeJS.WriteStream).show(counts);
    expect(written).toBe('');
  });
});
