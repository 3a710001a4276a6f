/** Aborted by the first Ctrl-C or SIGTERM; the second ends the process at once. Call `release` at the end. */
export function stopOnSignal(): { signal: AbortSignal; release: () => void } {
  const control = new AbortController();
  const onSignal = (): void => control.abort();
  const names = ['SIGINT', 'SIGTERM'] as const;
  for (const name of names) process.once(name, onSignal);
  return {
    signal: control.signal,
    release: () => {
      for (const name of names) process.removeListener(name, onSignal);
    },
  };
}
