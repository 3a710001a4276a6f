/** Values' ranks, with what ties there are among them. */
export interface Ranks {
  /** From 1, in the order of the values given; equal values share the mean of their ranks. */
  ranks: Float64Array;
  /** Sum over all groups of t equal values of t^3 - t; 0 without ties. */
  tieTerm: number;
}

/** Ranks values by midranks (scipy's `rankdata`). */
export function midranks(values: ArrayLike<number>): Ranks {
  const order = Uint32Array.from({ length: values.length }, (_, index) => index);
  order.sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(values.length);
  let tieTerm = 0;
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    const value = values[order[from] as number];
    while (to < order.length && values[order[to] as number] === value) to++;
    for (let place = from; place < to; place++) ranks[order[place] as number] = (from + to + 1) / 2;
    const tied = to - from;
    tieTerm += tied ** 3 - tied;
    from = to;
  }
  return { ranks, tieTerm };
}
