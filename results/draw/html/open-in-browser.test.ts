import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openInBrowser } from './open-in-browser.js';

/** A program of the desktop that says what it was given. */
function opener(script: string): { program: string; said: string } {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-open-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [program, said] = [join(folder, 'opener'), join(folder, 'said')];
  writeFileSync(program, `#!/bin/sh\n${script.replace('$SAID', said)}\n`);
  chmodSync(program, 0o755);
  return { program, said };
}

describe('opening a report', () => {
  it('gives the file to the desktop, as one argument', async () => {
    const { program, said } = opener('echo "$#:$1" > $SAID');
    expect(await openInBrowser('/tmp/a b; $(c).html', [program])).toBe(true);
    expect(readFileSync(said, 'utf8')).toBe('1:/tmp/a b; $(c).html\n');
  });

  it('says so when there is no program, or it cannot', async () => {
    expect(await openInBrowser('x.html', ['/nonexistent/xdg-open'])).toBe(false);
    const { program, said } = opener('exit 3');
    expect(await openInBrowser('x.html', [program])).toBe(false);
    expect(existsSync(said)).toBe(false);
  });
});
