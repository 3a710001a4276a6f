import module from 'node:module';

/**
 * Has Node 22 and later keep what it compiles, in the system's folder for temporary files: what a command
 * loads later, most of it, is then read and not compiled when it is started again. Imported first.
 * `NODE_DISABLE_COMPILE_CACHE=1` turns it off.
 */
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
