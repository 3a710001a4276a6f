import { expect, it } from 'vitest';
import { scenarioTextFlags } from '../../scenarios/language/flags.js';
import { whereKeys } from '../../scenarios/language/where-flags.js';
import { scenarioOptions } from './scenario-options.js';

const camelCased = (name: string): string =>
  name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const options = Object.entries(scenarioOptions);

it('has an option for each flag that the scenario language reads, and no other', () => {
  const read = [...scenarioTextFlags, ...Object.keys(whereKeys), 'local', 'stream', 'verifySsl'];
  expect(options.map(([name]) => camelCased(name)).sort()).toEqual(read.sort());
});

it('gives text to all but the four flags that the language takes without a value', () => {
  const booleans = options.filter(([, { type }]) => type === 'boolean');
  expect(booleans.map(([name]) => name)).toEqual(['verify-ssl', 'local', 'unique', 'stream']);
});
