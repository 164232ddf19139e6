/** Returns the last part of an image's address. */
export function nameIn(url: string): string {
  const name = URL.parse(url)?.pathname.split("/").at(-1) ?? url;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
