/** Calls of the HTTP API. */
import type { ArgumentsOf, CallName, ResultOf } from "../../src/control/calls.ts";
import { PAGES_A_LIST } from "../limits.ts";
import { type Arguments, requestOf } from "./request.ts";
import { forgetToken, token } from "./token.ts";

/** A refusal of the API; the message is its `detail`. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

const NO_DAEMON = "the daemon does not answer";
const NO_TOKEN = "the page has no token";
/** Shown by the form. The API's own words are for clients that write headers. */
const WRONG_TOKEN = "This is not the daemon's token. A daemon that was started again may have a new one.";

/** @throws ApiError */
export async function call<Name extends CallName>(name: Name, given: ArgumentsOf<Name>): Promise<ResultOf<Name>> {
  const answer = await ask(name, given as Arguments);
  return (answer.status === 204 ? {} : await answer.json()) as ResultOf<Name>;
}

/** Sends the request of a call or stream. @throws ApiError for any answer but a success */
export async function ask(name: string, given: Arguments, init: RequestInit = {}): Promise<Response> {
  const { method, url, body } = requestOf(name, given);
  const used = token.value;
  // A poll that was under way when the user forgot the token.
  if (used === undefined) throw new ApiError(401, NO_TOKEN);
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${used}`);
  if (body !== undefined) headers.set("content-type", "application/json");
  const answer = await fetch(url, { ...init, method, headers, ...(body !== undefined && { body }) }).catch((error) => {
    throw init.signal?.aborted ? error : new ApiError(0, NO_DAEMON);
  });
  if (answer.ok) return answer;
  const detail = await detailOf(answer);
  // The user may have given another token meanwhile.
  if (answer.status === 401 && token.value === used) forgetToken(WRONG_TOKEN);
  throw new ApiError(answer.status, detail);
}

async function detailOf(answer: Response): Promise<string> {
  const text = await answer.text();
  try {
    return String(JSON.parse(text).detail);
  } catch {
    return `${answer.status} ${answer.statusText}`;
  }
}

/** Reads all pages of a list. */
export async function everyPage<Page extends { readonly next?: number | undefined }>(
  read: (from: number | undefined) => Promise<Page>,
): Promise<readonly Page[]> {
  const pages: Page[] = [];
  let from: number | undefined;
  do {
    const page = await read(from);
    pages.push(page);
    from = page.next;
  } while (from !== undefined && pages.length < PAGES_A_LIST);
  return pages;
}
