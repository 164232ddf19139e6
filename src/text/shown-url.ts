/** Addresses of a user in logs, events and the journal: a query may be a signature, and a password opens the server. */

/** Returns the address without user, password and fragment, and with `?...` for a query; undefined if it is no URL. */
export function shownUrl(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url) return undefined;
  url.username = "";
  url.password = "";
  url.hash = "";
  if (url.search !== "") url.search = "?...";
  return url.href;
}
