import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpectation } from '../../core/judge/expectation.js';
import { temporaryFolder } from '../../test/cli.fixture.js';
import { loadScenario } from './load.js';
import { ScenarioProblems } from './problems.js';
import type { Variables } from './variables.js';

/** A scenario with these lines beside a target and a load that need nothing. */
function load(lines: string, variables: Variables, head = 'target: { function: f }\n') {
  const file = path.join(temporaryFolder(), 's.yaml');
  const text = `${head}load: [{ rate: 1/s, for: 1s }]\n${lines}\n`;
  writeFileSync(file, text);
  return loadScenario(file, { variables, checkExpectation: parseExpectation });
}

/** What is said of it, without the folder. */
function problemsOf(lines: string, variables: Variables, head?: string): string {
  try {
    load(lines, variables, head);
  } catch (error) {
    if (error instanceof ScenarioProblems) return error.message.replace(/\/\S*\//g, '');
    throw error;
  }
  return '';
}

describe('a variable in a value', () => {
  it.each([
    ['name: ${A}', 'x', 'x'],
    ['name: "${A}"', 'x', 'x'],
    ["name: '${A} and ${A}'", 'x', 'x and x'],
    ['name: ${B:-else}', 'x', 'else'],
    ['name: ${EMPTY:-else}', 'x', 'else'],
    ['name: a${EMPTY}b', 'x', 'ab'],
    ['name: ${A:-else}', 'x', 'x'],
    ['name: $${A}', 'x', '${A}'],
    ['name: $A costs $5', 'x', '$A costs $5'],
    ['name: >-\n  folded ${A}\n  text', 'x', 'folded x text'],
    ['name: ${A}', '${B}: a', '${B}: a'],
  ])('%j with A=%j is %j', (line, A, name) => {
    expect(load(line, { A, EMPTY: '' }).name).toBe(name);
  });

  it.each([
    ['${N}', '7'],
    ['"${N}"', '7'],
    ['${NONE:-7}', ''],
  ])('alone may be a number: %s', (written, N) => {
    expect(load(`limits: { maxInFlight: 1 }\nseed: ${written}`, { N }).seed).toBe(7);
  });

  it('stays text where a number would be written otherwise', () => {
    const { workloads } = load('', { V: '007' }, 'target:\n  function: f\n  qualifier: ${V}\n');
    expect(workloads[0]?.qualifier).toBe('007');
  });

  it('stands for itself in keys, comments and inline payloads', () => {
    const { workloads } = load(
      '# ${NONE}\npayloads: { inline: [{ "a": "${NONE}" }, "${NONE}"] }',
      {},
    );
    const { payloads } = workloads[0] ?? {};
    const bytes = payloads?.kind === 'inline' ? payloads.payloads : [];
    expect(bytes.map((each) => Buffer.from(each).toString())).toEqual([
      '{ "a": "${NONE}" }',
      '${NONE}',
    ]);
  });

  it('is never part of another value, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string(), (A) => {
        expect(load('name: "<${A}>"', { A }).name).toBe(`<${A}>`);
      }),
      { numRuns: 30 },
    );
  });

  it('is kept with the run as it was written', () => {
    expect(load('name: ${A}', { A: 'secret-7f3a' }).source).not.toContain('secret-7f3a');
  });
});

describe('a variable that stands for nothing is told by its place', () => {
  it.each([
    ['name: ${TOKN}', '3:7: the environment has no variable TOKN', 'Did you mean ${TOKEN}?'],
    ['name: ab ${NONE}', '3:10: the environment has no variable NONE', '${NONE:-…}'],
    ['name: ${a b}', '3:7: "${" begins no variable here', '$${ where'],
    ['name: ${', '3:7: "${" begins no variable here', '${NAME:-default}'],
    ['limits: { drain: ${D} }', 'not valid YAML', 'Quote a variable within'],
  ])('%s', (line, place, hint) => {
    const said = problemsOf(line, { TOKEN: 'x' });
    expect(said).toContain(place);
    expect(said).toContain(hint);
  });

  it('and all of them at once', () => {
    expect(problemsOf('name: ${X}\nseed: ${Y}', {})).toMatch(/^2 problems[\s\S]*X[\s\S]*Y/);
  });
});

describe('no value of a variable is in a message', () => {
  const secret = 'hunter2-hunter2';

  it.each([
    ['limits: { drain: "${S}" }', '3:18: what ${S} stands for cannot be used here'],
    ['expect: ["${S}"]', '3:10: what ${S} stands for cannot be used here'],
    ['limits: { maxCost: "x${S}" }', '3:20: what x${S} stands for cannot be used here'],
  ])('%s', (line, place) => {
    const said = problemsOf(line, { S: secret });
    expect(said).toContain(place);
    expect(said).not.toMatch(/hunter2/);
  });
});
