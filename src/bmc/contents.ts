/** What several memories hold: `before` as long as none of them has been written, so that the two are compared by identity. */
export function contentsOf<K>(
  memories: ReadonlyMap<K, { save(): Uint8Array }>,
  before: ReadonlyMap<K, Uint8Array>,
): ReadonlyMap<K, Uint8Array> {
  for (const [key, memory] of memories) {
    if (memory.save() !== before.get(key))
      return new Map([...memories].map(([each, written]) => [each, written.save()]));
  }
  return before;
}
