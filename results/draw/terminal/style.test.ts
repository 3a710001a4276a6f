import { expect, it } from 'vitest';
import { createStyle, wantsColour } from './style.js';

it('writes the sequences whatever the stream and the environment say, or none at all', () => {
  expect(createStyle(true).red('late')).toBe('\u001b[31mlate\u001b[39m');
  expect(createStyle(true).bold('late')).toBe('\u001b[1mlate\u001b[22m');
  expect(createStyle(false).red('late')).toBe('late');
});

it.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: false }, {}, false],
  [{}, {}, false],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, { NO_COLOR: '' }, true],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
  [{ isTTY: false }, { FORCE_COLOR: '1' }, true],
  [{ isTTY: true }, { FORCE_COLOR: '0' }, true],
  [{ isTTY: false }, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
])('on %o with %o: %s', (stream, env, expected) => {
  expect(wantsColour(stream, env)).toBe(expected);
});
