import { HandlerLink } from './handler-link.js';
import { loadHandler } from './handler-load.js';
import { Runtime } from './handler-runtime.js';

// The program of one execution environment of a handler: a module's path and the name of its export
// are its arguments. What loading throws is an uncaught exception of this program, as in the service.
const [, , modulePath = '', exportName = ''] = process.argv;
const runtime = new Runtime(new HandlerLink());
runtime.serve(await loadHandler(modulePath, exportName));
