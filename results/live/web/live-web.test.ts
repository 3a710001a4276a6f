import { describe, expect, it, onTestFinished } from 'vitest';
import { runDocument } from '../../document/run-document.js';
import type { RunRecord } from '../../document/run-meta.js';
import { sampleDetails } from '../../document/sample-details.fixture.js';
import { sampleMeta, sampleReport } from '../../document/sample-run.fixture.js';
import { LiveWeb } from './live-web.js';
import type { FinalState } from './page-server.js';
import { openSse } from './sse.fixture.js';

const run: RunRecord = { ...sampleReport().run, status: 'running' };

async function open(): Promise<LiveWeb> {
  const web = await LiveWeb.open(0);
  onTestFinished(() => web.close());
  return web;
}

describe('the thread that serves a run', () => {
  it('is told of the run and its seconds, and says them to who watches', async () => {
    const web = await open();
    const stream = await openSse(`${web.url}events`);
    expect((await stream.next('page')).data).toContain('"verdict":"Not yet running"');
    web.start(run);
    expect((await stream.next('page')).data).toContain('"verdict":"Still running"');
    for (const interval of sampleDetails().intervals()) web.add(interval);
    const page = runDocument(sampleReport(), sampleDetails());
    await web.end(page, 'run.html');
    const seconds = stream.events.map(({ data }) => JSON.parse(data).axis?.startS.length);
    expect(seconds.slice(1, -1)).toEqual(expect.arrayContaining([0]));
    expect(Math.max(...seconds.slice(1, -1))).toBe([...sampleDetails().intervals()].length);
    const final = JSON.parse(stream.events.at(-1)?.data ?? '') as FinalState;
    expect(final.page).toEqual(JSON.parse(JSON.stringify(page)));
    expect(web.failure).toBeUndefined();
  });

  it('that goes wrong ends neither the run nor its end', async () => {
    const web = await open();
    const stream = await openSse(`${web.url}events`);
    await stream.next('page');
    web.start({ ...run, meta: sampleMeta({ expectations: ['this is none'] }) });
    await stream.ended;
    for (const interval of sampleDetails().intervals()) web.add(interval);
    await web.end(runDocument(sampleReport(), sampleDetails()), 'run.html');
    expect(web.failure).toMatch(/this is none/);
  });

  it('takes a port, and says where it cannot', async () => {
    const web = await open();
    const { port } = new URL(web.url);
    await expect(LiveWeb.open(Number(port))).rejects.toThrow(
      `--web: cannot listen on port ${port}`,
    );
  });
});
