import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { exitCodes } from '../core/base/exit-codes.js';
import { askMfaCode } from './ask-mfa-code.js';

const serial = 'arn:aws:iam::123456789012:mfa/me';

function terminal() {
  return { input: new PassThrough(), output: new PassThrough(), terminal: true };
}

it('asks for the code of the device, with the spaces around it left out', async () => {
  const screen = terminal();
  const code = askMfaCode(serial, screen);
  screen.input.write(' 123456 \r');
  expect(await code).toBe('123456');
  screen.output.end();
  expect(await text(screen.output)).toContain(`MFA code for ${serial}: `);
});

it.each([
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
])('ends the command at %s', async (_, key) => {
  const screen = terminal();
  const code = askMfaCode(serial, screen);
  screen.input.write(key);
  await expect(code).rejects.toMatchObject({ exitCode: exitCodes.interrupted });
});
