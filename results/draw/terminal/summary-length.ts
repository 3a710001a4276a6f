/** How much of a report a person at a terminal is shown: nothing, its verdict in one line, or all. */
export const summaryLengths = ['none', 'line', 'full'] as const;

export type SummaryLength = (typeof summaryLengths)[number];
