import type { Tone } from './document.js';

/** What stands before a verdict: not by colour alone. */
export const verdictSigns: Record<Tone, string> = { good: '✓', bad: '✗', warn: '◌', plain: '•' };

/** What stands before a sentence; nothing before one that only tells. */
export const noteSigns: Record<Tone, string> = { good: '✓', bad: '✗', warn: '⚠', plain: '' };
