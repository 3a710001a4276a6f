/** Microseconds since the Unix epoch as ISO 8601 with all six digits. */
export function isoTime(us: number): string {
  const micros = ((us % 1000) + 1000) % 1000;
  const text = new Date((us - micros) / 1000).toISOString();
  return text.replace('Z', `${String(Math.trunc(micros)).padStart(3, '0')}Z`);
}
