import { RepriseError } from '../../core/base/errors.js';

/** The scenario, and the port of the page where one is to be served: 0 is a free one. */
export interface WebFlag {
  file: string | undefined;
  webPort?: number;
}

/**
 * Reads `--web` and `--web PORT`. A word behind it that is no port is the scenario, which the command
 * line cannot tell: `reprise run --web quickstart.yaml`. Throws `RepriseError` for what is neither.
 */
export function readWeb(web: string | undefined, scenario: string | undefined): WebFlag {
  if (web === undefined) return { file: scenario };
  if (web === '') return { file: scenario, webPort: 0 };
  if (/^\d{1,5}$/.test(web) && Number(web) < 65_536)
    return { file: scenario, webPort: Number(web) };
  if (scenario === undefined && !/^\d+$/.test(web)) return { file: web, webPort: 0 };
  throw new RepriseError(`--web ${web}: this is not a port`, {
    hint: 'Write --web for a free port, or --web 8080.',
  });
}
