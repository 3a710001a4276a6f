/** What matches a path of the API model, a trailing slash or none; each `{Name}` is a group. */
export function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`);
}
