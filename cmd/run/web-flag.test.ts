import { describe, expect, it } from 'vitest';
import { readWeb } from './web-flag.js';

describe('--web', () => {
  it.each([
    [undefined, 'a.yaml', { file: 'a.yaml' }],
    ['', 'a.yaml', { file: 'a.yaml', webPort: 0 }],
    ['8080', 'a.yaml', { file: 'a.yaml', webPort: 8080 }],
    ['8080', undefined, { file: undefined, webPort: 8080 }],
    ['a.yaml', undefined, { file: 'a.yaml', webPort: 0 }],
  ])('%j with the scenario %j is %j', (web, scenario, read) => {
    expect(readWeb(web, scenario)).toEqual(read);
  });

  it.each([
    ['70000', undefined],
    ['70000', 'a.yaml'],
    ['b.yaml', 'a.yaml'],
    ['-1', 'a.yaml'],
  ])('%j with the scenario %j is refused', (web, scenario) => {
    expect(() => readWeb(web, scenario)).toThrow(/is not a port/);
  });
});
