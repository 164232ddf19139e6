/**
 * Where two snapshots of state differ, as paths ("sel.records.3"): cheap, because state that is replaced when it changes
 * is the same object when it has not, and is not looked into.
 */
export function changedPaths(before: unknown, after: unknown): readonly string[] {
  const paths: string[] = [];
  compare(before, after, "", paths);
  return paths;
}

function compare(before: unknown, after: unknown, path: string, paths: string[]): void {
  if (!isObject(before) || !isObject(after)) {
    paths.push(path);
  } else if (before instanceof Uint8Array && after instanceof Uint8Array) {
    if (!sameBytes(before, after)) paths.push(path);
  } else if (isCollection(before) && isCollection(after)) {
    compare([...before], [...after], path, paths);
  } else {
    const keys = Object.keys(before);
    const otherKeys = Object.keys(after);
    for (const key of keys) {
      const [one, other] = [before[key], after[key]];
      if (one !== other && !Object.is(one, other)) compare(one, other, join(path, key), paths);
    }
    if (keys.length === otherKeys.length) return;
    for (const key of otherKeys) if (!(key in before)) paths.push(join(path, key));
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isCollection(value: unknown): value is Iterable<unknown> {
  return value instanceof Map || value instanceof Set;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
