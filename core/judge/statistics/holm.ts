/**
 * Adjusts p values for being several, so that the chance of any false alarm among them stays at the
 * level of one: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian
 * Journal of Statistics 6 (1979) 65–70; R's `p.adjust(method = "holm")`. In the order given.
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index);
  order.sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const adjusted: number[] = new Array(pValues.length);
  let highest = 0;
  for (const [place, index] of order.entries()) {
    highest = Math.max(highest, (pValues.length - place) * (pValues[index] as number));
    adjusted[index] = Math.min(1, highest);
  }
  return adjusted;
}
