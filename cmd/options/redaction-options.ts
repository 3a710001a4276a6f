import { builtinNames } from '../../core/recording/redaction/builtin.js';
import { lastGiven } from './options.js';

/** What the options below give; each may be there several times. */
export interface RedactionArgs {
  redact?: string | string[] | undefined;
  'redact-key'?: string | string[] | undefined;
  'redact-path'?: string | string[] | undefined;
  'redact-pattern'?: string | string[] | undefined;
  'redact-builtin'?: string | string[] | undefined;
  'redact-base64'?: string | string[] | undefined;
  'redact-key-file'?: string | undefined;
}

/** Redaction, as every command that records takes it. */
export const redactionOptions = {
  redact: {
    type: 'string',
    requiresArg: true,
    describe: 'File of redaction rules (repeatable); see docs/redaction.md',
  },
  'redact-key': {
    type: 'string',
    requiresArg: true,
    describe: 'NAME[:remove|mask|hash]: hide the members of that name, * for any characters',
  },
  'redact-path': {
    type: 'string',
    requiresArg: true,
    describe:
      'PATH[:action]: hide what stands at a path such as $.Records[*].body.email; see docs/paths.md',
  },
  'redact-pattern': {
    type: 'string',
    requiresArg: true,
    describe: 'REGEX[:action]: hide what it, or its first group, matches in strings',
  },
  'redact-builtin': {
    type: 'string',
    describe: `Ready-made rules: all, or of ${builtinNames.join(', ')} [:action]`,
  },
  'redact-base64': {
    type: 'string',
    requiresArg: true,
    describe: 'PATH of strings whose base64 is looked into, such as $.body',
  },
  'redact-key-file': {
    type: 'string',
    requiresArg: true,
    coerce: lastGiven,
    describe: 'File with the secret that hashes are made with; also REPRISE_REDACT_KEY',
  },
} as const;
