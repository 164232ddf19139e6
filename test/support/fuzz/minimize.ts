/** Makes an input that fails smaller, as long as it still fails. */

/** Tries to leave out pieces, large ones first. Gives up after `most` tries. */
export async function minimized(
  input: string,
  fails: (smaller: string) => Promise<boolean>,
  most: number,
): Promise<string> {
  let left = most;
  let smallest = input;
  for (let size = 2 ** Math.floor(Math.log2(Math.max(1, input.length))); size >= 1; size /= 2) {
    for (let at = 0; at < smallest.length && left > 0; left--) {
      const smaller = smallest.slice(0, at) + smallest.slice(at + size);
      if (await fails(smaller)) smallest = smaller;
      else at += size;
    }
  }
  return smallest;
}
