/** One thing that a run needs, and whether it is there. */
export interface DoctorFinding {
  about: 'identity' | 'clock' | 'permission' | 'limits';
  /** `bad`: a run cannot go; `warn`: it can, and its report knows less. */
  tone: 'good' | 'warn' | 'bad';
  text: string;
  hint?: string;
}
