import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../core/database/open.js';
import type { ReportDocument } from '../document/document.js';
import { sampleDetails } from '../document/sample-details.fixture.js';
import { sampleMeta } from '../document/sample-run.fixture.js';
import type { FinalState } from '../live/web/page-server.js';
import { openSse } from '../live/web/sse.fixture.js';
import { RunStore } from '../store/run-store.js';
import { places } from './place.js';
import { Site } from './site.js';
import { SiteServer } from './site-server.js';

it('shows who looks at a run that goes on how far it has come, and its report when it ends', async () => {
  const db = openDatabase(':memory:');
  const writer = new RunStore(db).start(sampleMeta({ name: 'now' }));
  const server = new SiteServer(new Site(db, 10), 10);
  onTestFinished(() => {
    server.close();
    db.close();
  });
  const url = await server.listen(0);
  const page = `${url}${places.run(writer.id)}`;
  expect(await (await fetch(page)).text()).toContain(`data-events="run-${writer.id}.events"`);

  const stream = await openSse(page.replace('.html', '.events'));
  const steps = ({ data }: { data: string }): number =>
    (JSON.parse(data) as ReportDocument).axis?.startS.length ?? 0;
  expect(steps(await stream.next('page'))).toBe(0);
  for (const { second, ledger } of sampleDetails().intervals()) {
    const flow = { inFlight: 0, maxInFlight: 5, samples: [], health: { busyShare: 0.2, gcMs: 1 } };
    writer.commit({ second, ledger, ...flow });
  }
  while (steps(await stream.next('page')) < 2);

  writer.finish('finished', Date.now(), []);
  const final = JSON.parse((await stream.next('final')).data) as FinalState;
  expect(final.name).toBe(`reprise-run-${writer.id}.html`);
  expect(final.page.headline.verdict).not.toContain('unning');
  await stream.ended;
  expect(await (await fetch(page)).text()).not.toContain('data-events=');
});

it('has nothing to say of a page that is not there', async () => {
  const db = openDatabase(':memory:');
  const server = new SiteServer(new Site(db, 10));
  onTestFinished(() => server.close());
  const answer = await fetch(`${await server.listen(0)}run-20260101-000000-xyz.events`);
  expect(answer.status).toBe(404);
  db.close();
});
