import { expect, it, onTestFinished } from 'vitest';
import { answerWho } from './presence.js';
import type { Hello, Here, Who } from './protocol.js';

/** Asks a worker of that environment several times. */
async function askedWith(env: Record<string, string>, account?: string): Promise<Here[]> {
  const answers: Here[] = [];
  let ask: (who: Who) => void = () => {};
  const bus = {
    listen: (_subject: string, listener: (message: never) => void) => {
      ask = listener as typeof ask;
      return () => {};
    },
    tell: (_subject: string, message: unknown) => void answers.push(message as Here),
  };
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  onTestFinished(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  answerWho(bus, { id: 'me' } as Hello, { fleet: 'f', ...(account && { account }) });
  for (let sentUs = 0; sentUs < 3; sentUs++) {
    ask({ sentUs });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return answers;
}

const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };

it('answers each question at once, and with its account when its credentials have said it', async () => {
  const answers = await askedWith({ ...keys, AWS_ACCOUNT_ID: '123456789012' });
  expect(answers.map(({ id, sentUs }) => [id, sentUs])).toEqual([
    ...[
      ['me', 0],
      ['me', 1],
      ['me', 2],
    ],
  ]);
  expect(answers[0]?.account).toBeUndefined();
  expect(answers.at(-1)?.account).toBe('123456789012');
});

it('is of the account that it was named', async () => {
  const [first] = await askedWith(keys, '210987654321');
  expect(first?.account).toBe('210987654321');
});
