import { RepriseError } from '../../core/base/errors.js';
import type { PublishMode } from '../../core/recording/store/store.js';

/** What is to happen to a recording of the same name. */
export const modeOptions = {
  append: { type: 'boolean', describe: 'Add to a recording that is there' },
  replace: { type: 'boolean', describe: 'Start a recording that is there anew' },
} as const;

/** The flags as yargs gives them. */
export interface ModeFlags {
  append: boolean | undefined;
  replace: boolean | undefined;
}

/** What `--append` and `--replace` say. Throws `RepriseError` for both. */
export function publishMode({ append, replace }: ModeFlags): PublishMode {
  if (append && replace) {
    throw new RepriseError('--append and --replace exclude each other.', {
      hint: 'Use --append to add to the recording, or --replace to start it anew.',
    });
  }
  if (append) return 'append';
  return replace ? 'replace' : 'refuse';
}
