#!/usr/bin/env node
import './compile-cache.js';
import { printError } from './print-error.js';
import { outliveReaders } from './standard-streams.js';

outliveReaders();

// The rest is loaded from here, so that what keeps it from loading is said as any other error is: a
// process that may open few files cannot even read all of the program.
try {
  await import('./command-line.js');
} catch (error) {
  process.exitCode = printError(error);
}
