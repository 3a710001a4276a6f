/** What a figure or a ratio is to be: the bench says beside each whether it is. */
export type Target = { atLeast: number } | { atMost: number };

/** By the name of the figure (its median) or of the ratio. */
export const targets: Readonly<Record<string, Target>> = {
  'paired cpu bareSignedLoop/wireLoop': { atLeast: 1.4 },
  'paired cpu bareSignedLoop/fastLane': { atLeast: 1.4 },
  'paired cpu bareLoop/fastLane': { atLeast: 1.1 },
  'paired cpu bareLoopTls/fastLaneTls': { atLeast: 1 },
  'fastLane/bareSignedLoop': { atLeast: 1.4 },
  'fastLane/bareLoop': { atLeast: 1.1 },
  'fastLane/hey': { atLeast: 1.6 },
  'fastLane/wrk': { atLeast: 0.5 },
  'fastLaneTls/bareLoopTls': { atLeast: 1 },
  'fastLane/bareSdkLoop': { atLeast: 25 },
  'cpu fastLane2Threads/fastLane1Thread': { atMost: 1 },
  'lateness p99 100/s': { atMost: 0.3 },
  'lateness p99 1000/s': { atMost: 0.4 },
  'lateness p99 5000/s': { atMost: 0.6 },
  'lateness p99 10000/s': { atMost: 0.8 },
  'cpu 100/s': { atMost: 5 },
  'memory growth': { atMost: 1.1 },
  'following, memory': { atMost: 300 },
  'following, per event': { atMost: 100 },
  'start-up 10 events': { atMost: 200 },
  'start-up 1000000 events': { atMost: 200 },
  'report 10000000 invocations': { atMost: 1000 },
};

/** `0.60 or more`, and whether it is so; empty without a target. */
export function judge(name: string, value: number): string {
  const target = targets[name];
  if (!target) return '';
  const [limit, holds, sign] =
    'atLeast' in target
      ? [target.atLeast, value >= target.atLeast, '>=']
      : [target.atMost, value <= target.atMost, '<='];
  return `${holds ? 'yes' : 'NO'}: ${sign} ${limit}`;
}
