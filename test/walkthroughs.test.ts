import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, temporaryFolder } from './cli.fixture.js';

const fence = '```';

/** Runs the commands of a page that has this as its one ```sh block after another. */
function walk(...blocks: string[]): Promise<{ code: number | null; output: string }> {
  const page = path.join(temporaryFolder(), 'page.md');
  writeFileSync(
    page,
    blocks.map((block) => `Text.\n\n${fence}sh\n${block}\n${fence}\n`).join('\n'),
  );
  const child = spawn(process.execPath, [path.join(root, 'test/walkthroughs.mjs'), page]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

describe('the commands of a walk-through', () => {
  it('are run in one shell, with the exit codes that their comments say', async () => {
    const { code, output } = await walk(
      'count=4  # kept',
      '# a remark\n\n(exit $((count + \\\n  3)))   # exit 7: as it should\necho "count is $count"',
      '# In your account\nfalse',
      'npx reprise recordings   # exit 104: nothing of before is there',
    );
    expect(output).toContain('count is 4');
    expect(output).toContain('page.md: 4 commands');
    expect(code).toBe(0);
  });

  it.each([
    ['fails', 'true\nfalse', 'page.md:5: exit code 1, and not 0'],
    ['passes and should not', 'true # exit 99', 'page.md:4: exit code 0, and not 99'],
  ])('end with the first that %s, named by its line', async (_name, block, message) => {
    const { code, output } = await walk(block, 'echo never');
    expect([code, output]).toEqual([1, expect.stringContaining(message)]);
    expect(output).not.toContain('never');
  });

  it('must be there', async () => {
    expect(await walk()).toMatchObject({ code: 1, output: expect.stringContaining('no command') });
  });
});
