import { hostname } from 'node:os';
import { codeOf } from '../../core/base/errors.js';

/** What the run store asks of the machine: injected, so that a killed process can be pretended. */
export interface Machine {
  nowMs(): number;
  host: string;
  pid: number;
  /** Whether a process of this machine exists. */
  isAlive(pid: number): boolean;
}

/** The machine that this process runs on. */
export const thisMachine: Machine = {
  nowMs: Date.now,
  host: hostname(),
  pid: process.pid,
  isAlive(pid) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return codeOf(error) === 'EPERM';
    }
  },
};
