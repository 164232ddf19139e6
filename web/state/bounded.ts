/** Returns the list with more at its end, without the oldest past `most`. */
export function appended<T>(list: readonly T[], more: readonly T[], most: number): readonly T[] {
  const all = [...list, ...more];
  return all.length > most ? all.slice(all.length - most) : all;
}
