/** A mapping of a scenario as its user wrote it. */
export type RawMapping = Record<string, unknown>;

/** Which flag wrote the value at `path`, so that a problem there can name it. */
export interface FlagOrigin {
  path: readonly PropertyKey[];
  /** `--rate` */
  flag: string;
}

/** Whether a raw value is a mapping. */
export function isMapping(value: unknown): value is RawMapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `maxInFlight` → `--max-in-flight` */
export function flagText(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The raw value at `path`; undefined where there is none. */
export function rawAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const step of path) {
    if (!isMapping(value)) return undefined;
    value = value[step];
  }
  return value;
}

/**
 * Writes a raw value, making the mappings on the way. Something else than a mapping on the way stays,
 * for validation to complain of.
 */
export function setRawAt(root: RawMapping, path: readonly string[], value: unknown): void {
  let section = root;
  for (const step of path.slice(0, -1)) {
    section[step] ??= {};
    const next = section[step];
    if (!isMapping(next)) return;
    section = next;
  }
  section[path.at(-1) ?? ''] = value;
}
