import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseExpectation } from '../../core/judge/expectation.js';
import { schemaFileText } from './generate-schema.js';
import { loadScenario } from './load.js';

const folder = path.join(import.meta.dirname, '..');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

describe('the ready-made scenarios', () => {
  it('are there', () => {
    expect(files).toContain('quickstart.yaml');
  });

  it.each(files)('%s loads and rehearses on the local Lambda', (file) => {
    const scenario = loadScenario(path.join(folder, file), { checkExpectation: parseExpectation });
    expect(scenario.local).toBeDefined();
    expect(scenario.expectations).not.toEqual([]);
    expect(scenario.source).toMatch(
      /^# yaml-language-server: \$schema=\.\/scenario\.schema\.json\n/,
    );
  });
});

describe('scenario.schema.json', () => {
  it('is what the zod schema says; `npm run schema` writes it', () => {
    expect(readFileSync(path.join(folder, 'scenario.schema.json'), 'utf8')).toBe(schemaFileText());
  });

  it('describes every key', () => {
    const undescribed: string[] = [];
    const visit = (node: unknown, at: string): void => {
      if (typeof node !== 'object' || node === null) return;
      if ('properties' in node && typeof node.properties === 'object' && node.properties !== null) {
        for (const [key, value] of Object.entries(node.properties)) {
          if (!('description' in value)) undescribed.push(`${at}.${key}`);
        }
      }
      for (const [key, value] of Object.entries(node)) visit(value, `${at}.${key}`);
    };
    visit(JSON.parse(schemaFileText()), '');
    expect(undescribed).toEqual([]);
  });
});
