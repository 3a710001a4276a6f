/**
 * What a report is made of: plain data, which a terminal, Markdown and the page each draw in their way.
 * A report of another kind is another composition of these blocks; nothing that draws knows of runs.
 * Every text is text: whoever draws it sees to it that nothing in it acts.
 */

/** How something is to be taken, told by a sign and a colour. */
export type Tone = 'good' | 'bad' | 'warn' | 'plain';

/** A whole report. */
export interface ReportDocument {
  title: string;
  /** On the page alone: the ways to pages beside it. */
  nav?: { text: string; href: string }[];
  headline: Headline;
  /** Of all plots over time: they share it, and its cursor. Absent where there are none. */
  axis?: TimeAxis;
  sections: Section[];
  /** What to type next, for those who read it in a terminal. */
  next?: string;
}

/** What is read in the first ten seconds. */
export interface Headline {
  tone: Tone;
  /** One word or two: `Passed`. */
  verdict: string;
  /** The rest of the sentence, without its period: `all 7 expectations held`. */
  reason: string;
  /** What was run, where, when; one line each. */
  lines: string[];
  /** The numbers that everyone asks for first: large on the page; a summary has them in its tables. */
  facts: Fact[];
}

/** One value with its name. */
export interface Fact {
  label: string;
  value: string;
  /** What stands under or behind it, small. */
  note?: string;
  tone?: Tone;
}

/** What only the page has room for: a terminal and Markdown leave it out. */
interface Detailed {
  isDetail?: boolean;
}

export interface Section extends Detailed {
  title: string;
  blocks: Block[];
}

/** Blocks that every medium draws, unless they are details. */
export type TextBlock = NoteBlock | FactsBlock | TableBlock;

/** All blocks; plots and sources are drawn by the page alone. */
export type Block =
  | TextBlock
  | PlotsBlock
  | DistributionBlock
  | IntervalsBlock
  | LevelsBlock
  | FlowBlock
  | ScatterBlock
  | TrendsBlock
  | SourceBlock;

/** A sentence or two. */
export interface NoteBlock extends Detailed {
  kind: 'note';
  tone: Tone;
  text: string;
}

/** Values with their names below each other. */
export interface FactsBlock extends Detailed {
  kind: 'facts';
  facts: Fact[];
}

export interface TableBlock extends Detailed {
  kind: 'table';
  /** What the columns are of; drawn by the page alone. */
  caption?: string;
  head: Column[];
  rows: Cell[][];
  /** What the rows leave out, in a sentence. */
  rest?: string;
  /** Of a long table: as many rows as a summary has, and what these leave out. */
  brief?: { rows: number; rest: string };
}

export interface Column extends Detailed {
  /** Empty in the first column, where the section's title says it. */
  text: string;
  align?: 'right';
  /** Its cells begin with a sign, which says enough where there is little room. */
  isMark?: boolean;
  /** Where there is little room its texts take several lines; others are cut. */
  isWrapped?: boolean;
}

/** A cell that is more than its text. */
export interface RichCell {
  text: string;
  tone?: Tone;
  /** Set in a fixed-width face: what was written by a program. */
  isCode?: boolean;
  /** Stays on one line, however little room there is: a time. */
  isWhole?: boolean;
  /** Where it leads on the page: an address of the AWS console, or of a page beside this one. */
  href?: string;
  /** Values over time, small, as bars on the page. */
  spark?: number[];
  /** A bar of this share, 0 to 1, behind or beside the text. */
  share?: number;
  /** What else is worth saying of it, small. */
  note?: string;
}

export type Cell = string | RichCell;

/** What values are measured in; decides how they are written. */
export type Unit = 'hz' | 'count' | 'us' | 'share';

/** Plots over the page's time axis, side by side where there is room. */
export interface PlotsBlock {
  kind: 'plots';
  plots: TimePlot[];
}

export interface TimeAxis {
  /** Seconds since the start of the run, ascending: where each step begins. */
  startS: number[];
  /** How many seconds one step holds; above 1 each value has the least and the greatest with it. */
  stepS: number;
  /** Where the axis ends, of a run that goes on: what is planned. Absent: with its last step. */
  endS?: number;
  /** Where something begins: a stage. */
  marks: { atS: number; label: string }[];
}

export interface TimePlot {
  title: string;
  /** What is shown, in a sentence; also what a screen reader says first. */
  summary: string;
  unit: Unit;
  isLogarithmic?: boolean;
  lines: TimeLine[];
  /** Drawn across the whole plot. */
  limits?: { label: string; value: number }[];
}

export interface TimeLine {
  label: string;
  /** Which of the page's colours, 1 to 6. */
  colour: number;
  isDashed?: boolean;
  /** One for each step; null where there is none. */
  values: (number | null)[];
  /** The least and the greatest of the step's seconds; absent where a step is one second. */
  low?: (number | null)[];
  high?: (number | null)[];
}

/** Latencies by percentile, on the axis of HdrHistogram's plotter: 1 / (1 - percentile). */
export interface DistributionBlock {
  kind: 'distribution';
  title: string;
  summary: string;
  /** 1 / (1 - p), ascending, of the values of all lines. */
  inverse: number[];
  lines: { label: string; colour: number; isDashed?: boolean; valuesUs: (number | null)[] }[];
}

/** Forest plots, side by side where there is room. */
export interface IntervalsBlock {
  kind: 'intervals';
  plots: IntervalPlot[];
}

/** Estimates with their intervals below each other, on one axis, and the limit they are held against. */
export interface IntervalPlot {
  title: string;
  /** What is shown, in a sentence. */
  summary: string;
  /** Changes as parts of the old value, 0.1 is 10%; or of a whole, 0.1 is 10 percentage points. */
  unit: 'relative' | 'share';
  /** What is still accepted; above it is worse. */
  limit: { label: string; value: number };
  rows: IntervalRow[];
}

/** One estimate; without data it is its text alone. */
export interface IntervalRow {
  label: string;
  tone: Tone;
  /** The estimate and its interval in words. */
  text: string;
  interval?: { estimate: number; low: number; high: number };
}

/** Plots over the levels that a search tried, side by side where there is room. */
export interface LevelsBlock {
  kind: 'levels';
  plots: LevelPlot[];
}

/** What was measured at each level: a rate, or so many in flight. */
export interface LevelPlot {
  title: string;
  /** What is shown, in a sentence. */
  summary: string;
  unit: Unit;
  levelUnit: 'hz' | 'count';
  isLogarithmic?: boolean;
  /** Ascending. */
  levels: number[];
  lines: { label: string; colour: number; isDashed?: boolean; values: (number | null)[] }[];
  /** Drawn across the whole plot. */
  limits?: { label: string; value: number }[];
  /** Drawn from top to bottom: what is sustained. */
  marks?: { level: number; label: string }[];
}

/** Where so many of something went: each in exactly one place. */
export interface FlowBlock {
  kind: 'flow';
  title: string;
  /** What is shown, in a sentence. */
  summary: string;
  from: { label: string; count: number };
  /** Their counts add up to that of `from`. */
  to: { label: string; text: string; count: number; tone: Tone }[];
}

/** Single invocations over time, each a dot. */
export interface ScatterBlock extends Detailed {
  kind: 'scatter';
  title: string;
  /** What is shown, in a sentence. */
  summary: string;
  /** Points by time, ascending; `label` is what to look one up by. */
  groups: {
    label: string;
    colour: number;
    points: { atS: number; valueUs: number; label: string }[];
  }[];
}

/** Plots from run to run, side by side where there is room. */
export interface TrendsBlock extends Detailed {
  kind: 'trends';
  plots: TrendPlot[];
}

/** One metric over the runs of a scenario, and where its level changed. */
export interface TrendPlot {
  title: string;
  /** What is shown, in a sentence. */
  summary: string;
  unit: Unit;
  /** The oldest run first. */
  points: { label: string; value: number; href: string }[];
  /** At the first run of each new level, by its index. */
  changes: { at: number; text: string }[];
  /** The mean of the level, at each run. */
  levels: number[];
}

/** Text as it was written: a scenario. */
export interface SourceBlock {
  kind: 'source';
  title: string;
  text: string;
}
