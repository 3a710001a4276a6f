/** Waits so long, or until one of the signals is aborted. */
export function sleepUnless(
  ms: number,
  signals: readonly (AbortSignal | undefined)[],
): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal?.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    for (const signal of signals) signal?.addEventListener('abort', over);
    if (signals.some((signal) => signal?.aborted)) over();
  });
}
