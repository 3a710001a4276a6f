import { checkFleetName } from '../../core/fleet/open-fleet.js';
import { whoIsThere } from '../../core/fleet/who-is-there.js';
import { formatCount } from '../../core/quantity/format.js';

/** Prints who waits for a run. Throws `RepriseError` when there is no bus. */
export async function listFleet(bus: string, fleet: string): Promise<void> {
  checkFleetName(fleet);
  const { waiting, sending } = await whoIsThere(bus, fleet);
  const rows = waiting.map(({ name, origin, host, cores, version, node }) => [
    ...[name, origin, host, `${cores} cores`, `reprise ${version}`, `Node ${node}`],
  ]);
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '));
  const count =
    waiting.length === 1 ? '1 worker waits' : `${formatCount(waiting.length)} workers wait`;
  const busy = sending === 0 ? '' : `; ${formatCount(sending)} on this bus take part in a run`;
  process.stdout.write(
    `${[...lines.map((line) => line.trimEnd()), `${count} for a run${busy}.`].join('\n')}\n`,
  );
}
