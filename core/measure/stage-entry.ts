import { type HistogramData, LatencyHistogram } from './histogram.js';

/** What came due in one stage of one workload, and how late it was sent. */
export class StageEntry {
  readonly workload: number;
  readonly stage: number;
  /** Arrivals whose time came, whatever became of them. */
  due = 0;
  /** Of these, how many were handed to the network. */
  sent = 0;
  /** Microseconds of the run at which the first and the last were sent; infinities when none was. */
  firstSentUs = Number.POSITIVE_INFINITY;
  lastSentUs = Number.NEGATIVE_INFINITY;
  /** From the intended start to the send. */
  readonly lateness = new LatencyHistogram();

  constructor(workload: number, stage: number) {
    this.workload = workload;
    this.stage = stage;
  }

  add(other: StageData): void {
    this.due += other.due;
    this.sent += other.sent;
    this.firstSentUs = Math.min(this.firstSentUs, other.firstSentUs);
    this.lastSentUs = Math.max(this.lastSentUs, other.lastSentUs);
    this.lateness.addData(other.lateness);
  }

  toData(): StageData {
    const { workload, stage, due, sent, firstSentUs, lastSentUs } = this;
    return {
      workload,
      stage,
      due,
      sent,
      firstSentUs,
      lastSentUs,
      lateness: this.lateness.toData(),
    };
  }

  clear(): void {
    this.due = 0;
    this.sent = 0;
    this.firstSentUs = Number.POSITIVE_INFINITY;
    this.lastSentUs = Number.NEGATIVE_INFINITY;
    this.lateness.clear();
  }
}

/** A `StageEntry` as plain data. */
export interface StageData {
  workload: number;
  stage: number;
  due: number;
  sent: number;
  firstSentUs: number;
  lastSentUs: number;
  lateness: HistogramData;
}
