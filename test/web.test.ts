import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ReportDocument } from '../results/document/document.js';
import type { FinalState } from '../results/live/web/page-server.js';
import { openSse } from '../results/live/web/sse.fixture.js';
import { reprise, start, temporaryFolder } from './cli.fixture.js';

const scenario = `
name: watched
target: { function: echo }
invoke: { log: Tail }
load: [{ rate: 40/s, for: 3s }]
expect: [ok == 100%]
local: { functions: { echo: { latency: 5ms } } }
`;

function folderWithScenario() {
  const folder = temporaryFolder();
  const file = path.join(folder, 'scenario.yaml');
  writeFileSync(file, scenario);
  return { folder, file, db: path.join(folder, 'r.db') };
}

const pageOf = ({ data }: { data: string }): ReportDocument => JSON.parse(data) as ReportDocument;

describe('reprise run --web', () => {
  it('prints where the page is, serves it while the run goes, and exits when its viewers have the report', async () => {
    const { folder, file, db } = folderWithScenario();
    const html = path.join(folder, 'run.html');
    const run = start(['run', file, '--web', '--quiet', '--db', db, '--out', `html=${html}`]);
    let stderr = '';
    const url = await new Promise<string>((resolve) => {
      run.process.stderr?.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
        const found = /^Watch it at (http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/)$/m.exec(stderr);
        if (found?.[1]) resolve(found[1]);
      });
    });
    const stream = await openSse(`${url}events`);
    const body = await (await fetch(url)).text();
    expect(body).toContain('data-events="events"');
    let page = pageOf(await stream.next('page'));
    while ((page.axis?.startS.length ?? 0) < 2) page = pageOf(await stream.next('page'));
    expect([page.title, page.headline.verdict]).toEqual(['watched – Reprise', 'Still running']);
    const final = JSON.parse((await stream.next('final')).data) as FinalState;
    await stream.ended;
    const { code, stdout } = await run.ended;
    expect([code, stdout]).toEqual([0, expect.stringContaining('✓ Passed')]);
    expect(final.page.headline.verdict).toBe('Passed');
    const report = await reprise(['report', '--db', db, '--summary=none', '--out', 'html=-']);
    expect(report.stdout === final.html).toBe(true);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('takes the word behind it for the scenario, and waits for nobody', async () => {
    const { file, db } = folderWithScenario();
    const short = ['--rate', '20/s', '--for', '1s', '--quiet', '--db', db];
    const ended = await reprise(['run', '--web', file, ...short]);
    expect([ended.code, ended.stderr]).toEqual([0, expect.stringMatching(/^Watch it at \S+\n$/)]);
  });

  it('ends with the run that it watches: interrupted, its viewers get the report', async () => {
    const { file, db } = folderWithScenario();
    const run = start(['run', file, '--web', '--for', '60s', '--quiet', '--db', db]);
    const url = await new Promise<string>((resolve) => {
      run.process.stderr?.on('data', (chunk: Buffer) => {
        const found = /(http:\S+)/.exec(chunk.toString());
        if (found?.[1]) resolve(found[1]);
      });
    });
    const stream = await openSse(`${url}events`);
    while ((pageOf(await stream.next('page')).axis?.startS.length ?? 0) < 1);
    run.process.kill('SIGINT');
    const final = JSON.parse((await stream.next('final')).data) as FinalState;
    expect(final.page.headline.reason).toContain('the run was interrupted');
    expect((await run.ended).code).toBe(105);
  });

  it('does not begin where it cannot listen: 104', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void taken.close());
    const address = taken.address();
    const port = String(typeof address === 'object' ? address?.port : '');
    const { file, db } = folderWithScenario();
    const { code, stderr } = await reprise(['run', file, '--web', port, '--db', db]);
    expect([code, stderr]).toEqual([
      104,
      expect.stringContaining(`--web: cannot listen on port ${port}`),
    ]);
  });
});
