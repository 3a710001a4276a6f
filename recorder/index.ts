/** `import { recordEvents } from 'reprise/recorder'`: needs nothing of Reprise but this folder, and no package. */

export type { RecorderDestination, RecorderOptions, RedactRule } from './options.js';
export { recordEvents } from './record-events.js';
