import { expect, it } from 'vitest';
import { runHeading } from './run-heading.js';
import { sampleMeta, samplePlan, sampleReport } from './sample-run.fixture.js';

it('a heading says how each function is called', () => {
  const [workload] = samplePlan;
  if (!workload) throw new Error('no workload');
  const plan = [
    workload,
    { ...workload, functionName: 'chat', isStreamed: true as const },
    { ...workload, functionName: 'audit', invocationType: 'Event' },
  ];
  const { targets } = runHeading(sampleReport([], sampleMeta({ plan })).run);
  expect(targets).toBe(
    'checkout:live (RequestResponse), chat:live (InvokeWithResponseStream), audit:live (Event)',
  );
});
