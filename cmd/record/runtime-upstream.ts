import { RepriseError } from '../../core/base/errors.js';

/** There is nothing to stand in front of. */
export function noUpstream(): never {
  throw new RepriseError('No Runtime API is known.', {
    hint: 'Run it where Lambda runs a runtime, which sets AWS_LAMBDA_RUNTIME_API, or give --upstream HOST:PORT.',
  });
}
