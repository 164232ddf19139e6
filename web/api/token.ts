/** The token of the API: from the address's fragment or the form, kept for the tab's life. */
import { signal } from "@preact/signals";
import { tokenIn } from "./token-in.ts";

const KEY = "extern-bmc token";

export const token = signal<string | undefined>(undefined);
/** Why the form asks again. */
export const tokenRefusal = signal<string | undefined>(undefined);

/** Moves the token out of the address, so that it is in no bookmark and no history. */
export function takeToken(): void {
  const given = tokenIn(location.hash);
  if (given !== undefined) {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, "", `${location.pathname}${location.search}`);
  }
  token.value = sessionStorage.getItem(KEY) ?? undefined;
}

export function setToken(text: string): void {
  sessionStorage.setItem(KEY, text);
  tokenRefusal.value = undefined;
  token.value = text;
}

export function forgetToken(reason?: string): void {
  sessionStorage.removeItem(KEY);
  tokenRefusal.value = reason;
  token.value = undefined;
}
