import { checkFleetName } from '../../core/fleet/open-fleet.js';
import { type FleetMember, whoIsThere } from '../../core/fleet/who-is-there.js';
import { formatCount, formatUs } from '../../core/quantity/format.js';

/** Prints who waits for a run. Throws `RepriseError` when there is no bus. */
export async function listFleet(bus: string, fleet: string): Promise<void> {
  checkFleetName(fleet);
  const { waiting, sending } = await whoIsThere(bus, fleet);
  const rows = waiting.map((member) => {
    const { name, origin, host, cores, version, node, account } = member;
    const counted = cores === 1 ? '1 core' : `${cores} cores`;
    const whose = account === undefined ? 'account unknown' : `account ${account}`;
    return [
      ...[name, origin, host, counted, `reprise ${version}`, `Node ${node}`, whose],
      clockText(member),
    ];
  });
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '));
  const count =
    waiting.length === 1 ? '1 worker waits' : `${formatCount(waiting.length)} workers wait`;
  const busy = sending === 0 ? '' : `; ${formatCount(sending)} on this bus take part in a run`;
  process.stdout.write(
    `${[...lines.map((line) => line.trimEnd()), `${count} for a run${busy}.`].join('\n')}\n`,
  );
}

/** How far its wall clock is ahead: AWS refuses signatures of one that is off by more than 5 minutes. */
function clockText({ clock }: FleetMember): string {
  if (!clock) return 'clock unknown';
  const sign = clock.offsetUs < 0 ? '-' : '+';
  return `clock ${sign}${formatUs(Math.abs(clock.offsetUs))} ± ${formatUs(clock.errorUs)}`;
}
