import { ownCpuUs } from '../load/cpu-time.js';

/** The program: `reprise` with the same arguments, which tells its parent what it uses whenever it is asked. */
process.on('message', () => process.send?.(ownCpuUs()));
// The channel alone keeps no command from ending.
process.channel?.unref();
await import('../../cmd/main.js');
