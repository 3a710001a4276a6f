import type { Block, Cell } from '../page-model.js';
import type { RunSection } from './run-section.js';

/** With what and on what it was run, so that it can be run again. */
export const setup: RunSection = ({ report: { run } }) => {
  const { meta, id } = run;
  const rows: Cell[][] = [
    ['Run', { text: id, isCode: true }],
    ['Seed', String(meta.seed)],
    ['Endpoint', { text: `${meta.endpoint.url} (${meta.endpoint.region})`, isCode: true }],
    ['Reprise', `${meta.versions.reprise}, Node ${meta.versions.node}`],
    ...Object.entries(meta.environment).map(([name, value]): Cell[] => [name, String(value)]),
  ];
  const blocks: Block[] = [
    { kind: 'table', head: [{ text: 'What' }, { text: 'Value' }], rows },
    ...(meta.scenario === ''
      ? []
      : [{ kind: 'source' as const, title: 'The scenario as it was run', text: meta.scenario }]),
  ];
  return { title: 'Scenario and environment', blocks };
};
