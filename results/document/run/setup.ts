import type { Block, Fact } from '../document.js';
import type { RunSection } from './run-section.js';

/** With what and on what it was run, so that it can be run again. */
export const setup: RunSection = ({ report: { run } }) => {
  const { meta, id } = run;
  const facts: Fact[] = [
    { label: 'Run', value: id },
    { label: 'Seed', value: String(meta.seed) },
    { label: 'Endpoint', value: `${meta.endpoint.url} (${meta.endpoint.region})` },
    { label: 'Reprise', value: `${meta.versions.reprise}, Node ${meta.versions.node}` },
    ...Object.entries(meta.environment).map(([label, value]) => ({ label, value: String(value) })),
  ];
  const source: Block[] =
    meta.scenario === ''
      ? []
      : [{ kind: 'source', title: 'The scenario as it was run', text: meta.scenario }];
  const blocks: Block[] = [{ kind: 'facts', facts }, ...source];
  return { title: 'Scenario and environment', isDetail: true, blocks };
};
