/** A number without a sign, as people write it: `3`, `0.3` or `.3`. The source of a pattern. */
export const decimal = String.raw`(?:\d+(?:\.\d+)?|\.\d+)`;
