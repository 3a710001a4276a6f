/** AWS credentials as the SDK's providers give them. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
  expiration?: Date | undefined;
}

/** The SDK's providers renew what expires within five minutes; asked earlier, they give the same again. */
const renewBeforeMs = 5 * 60_000;
const retryMs = 30_000;

/**
 * The credentials to sign with now, always at hand: they are renewed in the background before they
 * expire, so that no invocation waits for it. If that fails the old ones stay, it is tried again
 * every half minute, and what they no longer allow is the service's to say (`ExpiredTokenException`).
 */
export class CredentialSource {
  readonly #provider: () => Promise<Credentials>;
  #current: Credentials;
  #timer: NodeJS.Timeout | undefined;

  private constructor(provider: () => Promise<Credentials>, current: Credentials) {
    this.#provider = provider;
    this.#current = current;
    this.#schedule();
  }

  /** Asks the provider once, and rejects with whatever it rejects with. */
  static async open(provider: () => Promise<Credentials>): Promise<CredentialSource> {
    return new CredentialSource(provider, await provider());
  }

  /** The same object until it has been renewed. */
  get current(): Credentials {
    return this.#current;
  }

  /** Stops renewing. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    const { expiration } = this.#current;
    if (expiration === undefined) return;
    const dueMs = expiration.getTime() - renewBeforeMs - Date.now();
    const delayMs = dueMs > 0 ? dueMs : retryMs;
    // A delay beyond 2^31 ms would fire at once.
    this.#timer = setTimeout(() => void this.#renew(), Math.min(delayMs, 2 ** 31 - 1)).unref();
  }

  async #renew(): Promise<void> {
    try {
      this.#current = await this.#provider();
    } catch {
      // Tried again by the next schedule, which finds the old expiration near or past.
    }
    this.#schedule();
  }
}
