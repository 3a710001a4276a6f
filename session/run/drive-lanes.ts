import { systemClock } from '../../core/base/clock.js';
import type { RepriseError } from '../../core/base/errors.js';
import type { LaneJob } from '../../core/lanes/lane-job.js';
import type { OpenLanes } from '../../core/lanes/lanes.js';
import type { Interval, Tick } from '../../core/measure/interval.js';
import { IntervalAssembler } from '../../core/measure/interval-assembler.js';
import type { PairedAnswer } from '../../core/measure/paired-answer.js';
import type { KeptSample } from '../../core/measure/sample-keeper.js';
import type { SetCounts } from '../../core/transform/set-counts.js';

/** Between the order to start and time 0 of threads: longer than a message to a thread takes. */
const leadUs = 20_000;

/** How a run is ended from outside, once each. */
export interface RunControl {
  /** Sends nothing more, and awaits what is in flight for as long as the drain allows. */
  stop: AbortSignal;
  /** Awaits nothing. */
  abort: AbortSignal;
}

export interface LanesListener {
  /** All lanes can send; time 0 of the run is `startUs` on `systemClock`. */
  onStart(startUs: number): void;
  /** Something ends the run before its plan does; called for each thing that does. */
  onCutOff(): void;
  /** At each lane's tick. */
  onTick(tick: Tick): void;
  /** Of a paired plan: every leg of every pair, as it ends. */
  onAnswer?(answer: PairedAnswer): void;
  /** Where every single invocation is told. */
  onSamples?(samples: KeptSample[]): void;
  /** For each workload what its `set` found, from each lane that finishes. */
  onSets?(sets: readonly (SetCounts | undefined)[]): void;
  /** Once a second, complete and in order. */
  onInterval(interval: Interval): void;
}

/**
 * Opens the lanes, starts them together, puts what they say together to seconds, and returns when
 * the last is gone: with the error of the first lane that died, after the others were stopped.
 * Throws what opening a lane throws, and what the listener throws, after ending the lanes.
 */
export async function driveLanes(
  jobs: readonly LaneJob[],
  listener: LanesListener,
  control: RunControl,
  open: OpenLanes,
): Promise<RepriseError | undefined> {
  const assembler = new IntervalAssembler(jobs.map(({ lane }) => lane));
  const deliver = (intervals: Interval[]): void => {
    for (const interval of intervals) listener.onInterval(interval);
  };
  let died: RepriseError | undefined;
  let broken: { cause: unknown } | undefined;
  const guard = (work: () => void): void => {
    if (broken) return;
    try {
      work();
    } catch (cause) {
      broken = { cause };
      lanes.abort();
    }
  };
  const lanes = await open(jobs, {
    onTick: (tick) =>
      guard(() => {
        // Of a lane that is gone: its share is counted as aborted already.
        if (!assembler.awaits(tick.lane)) return;
        listener.onTick(tick);
        deliver(assembler.add(tick));
      }),
    onAnswer: (answer) => guard(() => listener.onAnswer?.(answer)),
    onSamples: (samples) => guard(() => listener.onSamples?.(samples)),
    onSets: (sets) => guard(() => listener.onSets?.(sets)),
    onGone: (lane, error) =>
      guard(() => {
        if (error) {
          died ??= error;
          listener.onCutOff();
          lanes.stop();
        }
        deliver(assembler.laneGone(lane));
      }),
  });
  const stop = (): void => {
    listener.onCutOff();
    lanes.stop();
  };
  const abort = (): void => {
    listener.onCutOff();
    lanes.abort();
  };
  control.stop.addEventListener('abort', stop);
  control.abort.addEventListener('abort', abort);
  const startUs = lanes.startedUs ?? systemClock.nowUs() + (lanes.leadUs ?? leadUs);
  listener.onStart(startUs);
  lanes.start(startUs);
  if (control.stop.aborted) stop();
  await lanes.done;
  control.stop.removeEventListener('abort', stop);
  control.abort.removeEventListener('abort', abort);
  if (broken) throw broken.cause;
  return died;
}
