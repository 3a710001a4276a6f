import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CredentialSource, type Credentials } from './credential-source.js';

const minuteMs = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});

afterEach(() => {
  vi.useRealTimers();
});

function credentials(accessKeyId: string, lifeMs?: number): Credentials {
  const expiration = lifeMs === undefined ? undefined : new Date(Date.now() + lifeMs);
  return { accessKeyId, secretAccessKey: 'secret', expiration };
}

describe('a credential source', () => {
  it('keeps what never expires', async () => {
    const provider = vi.fn(async () => credentials('only'));
    const source = await CredentialSource.open(provider);
    await vi.advanceTimersByTimeAsync(100 * 24 * 60 * minuteMs);
    expect(source.current.accessKeyId).toBe('only');
    expect(provider).toHaveBeenCalledTimes(1);
  });

  it('renews five minutes before the end, while the old ones still serve', async () => {
    let release = (): void => undefined;
    const provider = vi
      .fn<() => Promise<Credentials>>()
      .mockResolvedValueOnce(credentials('first', 60 * minuteMs))
      .mockImplementationOnce(
        () =>
          new Promise((resolve) => {
            release = () => resolve(credentials('second', 60 * minuteMs));
          }),
      );
    const source = await CredentialSource.open(provider);
    await vi.advanceTimersByTimeAsync(54 * minuteMs);
    expect(provider).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(minuteMs);
    expect(provider).toHaveBeenCalledTimes(2);
    expect(source.current.accessKeyId).toBe('first');
    release();
    await vi.advanceTimersByTimeAsync(0);
    expect(source.current.accessKeyId).toBe('second');
    source.close();
  });

  it('tries again every half minute when renewing fails', async () => {
    const provider = vi
      .fn<() => Promise<Credentials>>()
      .mockResolvedValueOnce(credentials('first', 6 * minuteMs))
      .mockRejectedValueOnce(new Error('no network'))
      .mockRejectedValueOnce(new Error('no network'))
      .mockImplementation(async () => credentials('second', 60 * minuteMs));
    const source = await CredentialSource.open(provider);
    await vi.advanceTimersByTimeAsync(minuteMs + 59_000);
    expect(source.current.accessKeyId).toBe('first');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(source.current.accessKeyId).toBe('second');
    source.close();
  });

  it('renews no more once it is closed', async () => {
    const provider = vi.fn(async () => credentials('first', 10 * minuteMs));
    const source = await CredentialSource.open(provider);
    source.close();
    await vi.advanceTimersByTimeAsync(60 * minuteMs);
    expect(provider).toHaveBeenCalledTimes(1);
  });
});
