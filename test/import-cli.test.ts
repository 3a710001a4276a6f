import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ended, reprise, temporaryFolder } from './cli.fixture.js';

function importing(file: string, text: string): (...flags: string[]) => Promise<Ended> {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, file), text);
  return (...flags) =>
    reprise(['record', 'import', file, '--as', 'a', '--replace', '--db', 'r.db', ...flags], {
      cwd: folder,
    });
}

describe('reprise record import', () => {
  it('asks for the unit of relative times, and takes it', async () => {
    const run = importing('trace.csv', 'function,time\nf,0\nf,120\nf,250\nf,1000\n');
    const refused = await run();
    expect([refused.code, refused.stdout]).toEqual([104, '']);
    expect(refused.stderr).toContain('trace.csv:2:1: The unit of the times cannot be known');
    expect(refused.stderr).toContain('Use --time-unit s, ms, us or ns.');
    expect((await run('--time-unit', 'ms')).stdout).toContain('Recorded 4 events');
  }, 30_000);

  it('tells of messages that came twice, and leaves them out when asked', async () => {
    const message = '{"MessageId":"m-1","ReceiptHandle":"r","Body":"{}"}';
    const run = importing('dlq.json', `{"Messages":[${message},${message}]}`);
    expect((await run()).stdout).toMatch(
      /^Recorded 2 events .*\n1 message had the MessageId of an earlier one: recorded all the same/,
    );
    expect((await run('--unique-by', 'messageId')).stdout).toMatch(
      /^Recorded 1 event .*\n1 message had the MessageId of an earlier one: left out\.\n$/,
    );
    expect((await run('--dry-run')).stdout).toContain('1 message had the MessageId');
  }, 30_000);

  it('says what it saw where it found no event, and refuses a marker that means nothing', async () => {
    const log = importing('a.log', 'START RequestId: 1 Version: 1\n'.repeat(137));
    expect((await log('--event-marker', 'EVENT')).stderr).toContain(
      'There is no event in a.log: 137 log lines, none with EVENT.',
    );
    const document = importing('a.json', '{"a":1}');
    const refused = await document('--event-marker', 'EVENT');
    expect([refused.code, refused.stderr]).toEqual([
      104,
      expect.stringContaining('This is read as json, which is not a log'),
    ]);
  }, 30_000);
});
