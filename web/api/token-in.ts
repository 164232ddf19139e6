/** Returns the token of a fragment such as `#token=secret`. A `%` that encodes nothing stays as it is. */
export function tokenIn(fragment: string): string | undefined {
  const [, given] = /^#token=([^&]+)/.exec(fragment) ?? [];
  try {
    return given && decodeURIComponent(given);
  } catch {
    return given;
  }
}
