/** What is known of the arrival that a payload is changed for. */
export interface ChangeContext {
  /** The arrival's index in the plan; in a closed loop, in its stage. */
  seq: number;
  seed: number;
  /** The payload's place in its recording, or among the files or inline payloads, from 0. */
  record: number;
  /** Names the arrival among all of the run: `0/1/27` for workload, stage and index. */
  arrival: string;
  /** The arrival's intended time, in microseconds since the Unix epoch. */
  nowUs: number;
}
