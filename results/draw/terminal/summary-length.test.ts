import { expect, it } from 'vitest';
import type { ReportDocument } from '../../document/document.js';
import { drawSummary } from './draw-document.js';

const document: ReportDocument = {
  title: 'quickstart – Reprise',
  headline: {
    ...{ tone: 'good', verdict: 'Passed', reason: 'all 7 expectations held' },
    ...{ lines: ['quick\u001b[31mstart', 'checkout at x'], facts: [] },
  },
  sections: [{ title: 'Notes', blocks: [{ kind: 'note', tone: 'plain', text: 'a note' }] }],
};

it.each([
  ['none', ''],
  ['line', '✓ Passed  quick\u001b[31mstart: all 7 expectations held.\n'],
] as const)('a summary of length %s is %j', (length, text) => {
  expect(drawSummary(document, length)).toBe(text.replace('\u001b', '�'));
});

it('a full one has the sections too', () => {
  expect(drawSummary(document, 'full')).toMatch(/Passed[\s\S]*quick[\s\S]*a note/);
});
