import { type HistogramData, LatencyHistogram } from '../../core/measure/histogram.js';

/** The four columns of a distribution, all null where it is empty. */
export type HistogramColumns<Name extends string> = Record<`${Name}_hdr`, string | null> &
  Record<`${Name}_sum_us` | `${Name}_min_us` | `${Name}_max_us`, number | null>;

/** A histogram as the columns `<name>_hdr`, `<name>_sum_us`, `<name>_min_us`, `<name>_max_us`. */
export function toColumns<Name extends string>(
  name: Name,
  histogram: LatencyHistogram,
): HistogramColumns<Name> {
  const isEmpty = histogram.count === 0;
  const { sumUs, minUs, maxUs } = histogram.exactMoments;
  return {
    [`${name}_hdr`]: isEmpty ? null : histogram.encode(),
    [`${name}_sum_us`]: isEmpty ? null : sumUs,
    [`${name}_min_us`]: isEmpty ? null : minUs,
    [`${name}_max_us`]: isEmpty ? null : maxUs,
  } as HistogramColumns<Name>;
}

/** What `toColumns` wrote, exactly: counts, sum, minimum and maximum. */
export function fromColumns<Name extends string>(
  name: Name,
  row: HistogramColumns<Name>,
): HistogramData {
  const columns = row as Record<string, string | number | null>;
  const hdr = columns[`${name}_hdr`];
  if (typeof hdr !== 'string') return emptyData;
  return LatencyHistogram.decode(hdr, {
    sumUs: Number(columns[`${name}_sum_us`]),
    minUs: Number(columns[`${name}_min_us`]),
    maxUs: Number(columns[`${name}_max_us`]),
  }).toData();
}

const emptyData = new LatencyHistogram().toData();
