/** Tells what changes all the time at most every five seconds: the first of it at once. */
export function nowAndThen<T>(tell: (text: string) => void, textOf: (value: T) => string) {
  let nextMs = 0;
  return (value: T): void => {
    if (performance.now() < nextMs) return;
    nextMs = performance.now() + 5000;
    tell(textOf(value));
  };
}
