/** Downloads an image into a file: streamed, with a limit on its size, and only if it has changed. */
import { createWriteStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { LookupFunction } from "node:net";
import { pipeline } from "node:stream/promises";
import type { DiskSpace } from "./disk-space.ts";
import { ImageError } from "./image-error.ts";
import { guardedLookup, type SourceRules, sourceOf } from "./image-source.ts";
import { DOWNLOAD_MS, IDLE_MS, LOOK_BYTES, MAX_REDIRECTS, SPARE_BYTES } from "./limits.ts";
import { isLoopback } from "./reserved-addresses.ts";

/** An image that a client wants. */
export interface ImageRequest {
  readonly url: string;
  readonly userName?: string | undefined;
  readonly password?: string | undefined;
  /** Whether the client is on this host, whose loopback addresses it may name. */
  readonly isLocal: boolean;
}

export interface ImageRules extends SourceRules {
  readonly maxBytes: number;
  readonly verifyTls: boolean;
}

/** Limits that tests make smaller. */
export interface DownloadLimits {
  readonly idleMs: number;
  readonly totalMs: number;
  readonly spareBytes: number;
}
export const DOWNLOAD_LIMITS: DownloadLimits = { idleMs: IDLE_MS, totalMs: DOWNLOAD_MS, spareBytes: SPARE_BYTES };

/** A version of an image, by the words of its server. */
export interface Version {
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

export interface Download {
  readonly request: ImageRequest;
  readonly rules: ImageRules;
  readonly limits: DownloadLimits;
  /** Room for the downloads of the file's directory. */
  readonly space: DiskSpace;
  /** The version that is there already. */
  readonly known: Version | undefined;
  readonly signal: AbortSignal;
  /** Called with the number of bytes so far, and that of the whole image if it is known. */
  progress(received: number, total: number | undefined): void;
}

/** Returns the image's version; undefined: it is the known one, and nothing was written. @throws ImageError */
export async function download(file: string, given: Download): Promise<(Version & { bytes: number }) | undefined> {
  const signal = AbortSignal.any([given.signal, AbortSignal.timeout(given.limits.totalMs)]);
  try {
    const response = await follow({ ...given, signal });
    if (response.statusCode === 304) {
      response.destroy();
      return undefined;
    }
    const { etag, "last-modified": lastModified } = response.headers;
    const bytes = await save(response, file, { ...given, signal });
    return { etag, lastModified, bytes };
  } catch (error) {
    if (given.signal.aborted) throw new ImageError("cancelled", "the download was cancelled");
    if (!signal.aborted) throw asImageError(error);
    throw new ImageError("unreachable", "the download took too long; serve the image from a faster host");
  }
}

/** Sends the request, and follows redirects. */
async function follow({ request, rules, limits, known, signal }: Download): Promise<IncomingMessage> {
  let url = sourceOf(request.url, rules);
  const { origin } = url;
  let { isLocal } = request;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    // Only the server that the client named gets its password.
    const own = url.origin === origin ? authorization(request) : {};
    const lookup = guardedLookup(url, rules, isLocal);
    const response = await respond(url, { ...own, ...conditions(known) }, { lookup, rules, limits, signal });
    // A client of this host may name its loopback; another host, which redirects there, may not.
    isLocal &&= isLoopback(response.socket.remoteAddress ?? "");
    const { statusCode: status = 0, headers } = response;
    if (status === 200 || (status === 304 && known)) return response;
    response.destroy();
    if (status === 401 || status === 403) {
      throw new ImageError("unauthorized", `the server refused with status ${status}; check UserName and Password`);
    }
    if (![301, 302, 303, 307, 308].includes(status) || headers.location === undefined) {
      throw new ImageError("unreachable", `the server answered with status ${status}; expected 200`);
    }
    url = sourceOf(headers.location, rules, url);
  }
  throw new ImageError("unreachable", `the server redirects more than ${MAX_REDIRECTS} times`);
}

function respond(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { lookup, rules, limits, signal }: Pick<Download, "rules" | "limits" | "signal"> & { lookup: LookupFunction },
): Promise<IncomingMessage> {
  const { request: send } =
    url.protocol === "https:" ? process.getBuiltinModule("node:https") : process.getBuiltinModule("node:http");
  return new Promise((resolve, reject) => {
    const sent = send(url, {
      agent: false,
      headers: { "Accept-Encoding": "identity", ...headers },
      rejectUnauthorized: rules.verifyTls,
      ...{ lookup, signal, timeout: limits.idleMs },
    });
    let answer: IncomingMessage | undefined;
    sent.once("timeout", () => {
      const silent = new ImageError("unreachable", `the server sent nothing for ${limits.idleMs / 1000} s`);
      // The request's own error would not reach the reader of the answer.
      answer?.destroy(silent);
      sent.destroy(silent);
    });
    sent.once("response", (response) => {
      answer = response;
      resolve(response);
    });
    // Node ends a connection that switches protocols (101) without an error.
    sent.once("close", () => reject(new ImageError("unreachable", "the connection ended before the server's answer")));
    sent.on("error", reject).end();
  });
}

async function save(response: IncomingMessage, file: string, given: Download): Promise<number> {
  const { limits, rules, space, progress } = given;
  const length = response.headers["content-length"];
  const total = length === undefined ? undefined : Number(length);
  checkSize(total ?? 0, rules);
  const share = space.shareFor(file, limits.spareBytes);
  let received = 0;
  let looked = 0;
  const coming = () => (total === undefined ? LOOK_BYTES : Math.max(0, total - received));
  const counted = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      received += chunk.length;
      checkSize(received, rules);
      if (received - looked > LOOK_BYTES) {
        looked = received;
        await share.promise(chunk.length + coming());
      }
      progress(received, total);
      yield chunk;
      share.wrote(chunk.length);
    }
  };
  try {
    await share.promise(coming());
    const sink = createWriteStream(file, { flags: "wx" });
    const closed = new Promise<void>((resolve) => sink.once("close", resolve));
    // Until it is closed it may still make the file, after a failure too, and the caller wants to remove it.
    await pipeline(response, counted, sink, { signal: given.signal }).finally(() => closed);
  } finally {
    share.end();
  }
  if (received === 0) throw new ImageError("unreachable", "the server sent an empty image");
  return received;
}

function checkSize(bytes: number, { maxBytes }: ImageRules): void {
  if (bytes > maxBytes) {
    throw new ImageError("tooLarge", `the image has more than ${maxBytes} bytes; media.maxBytes sets the limit`);
  }
}

function authorization({ userName, password = "" }: ImageRequest): Readonly<Record<string, string>> {
  if (userName === undefined) return {};
  return { Authorization: `Basic ${Buffer.from(`${userName}:${password}`).toString("base64")}` };
}

function conditions(known: Version | undefined): Readonly<Record<string, string>> {
  const { etag, lastModified } = known ?? {};
  return {
    ...(etag !== undefined && { "If-None-Match": etag }),
    ...(lastModified !== undefined && { "If-Modified-Since": lastModified }),
  };
}

function asImageError(error: unknown): ImageError {
  if (error instanceof ImageError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT")
    return new ImageError("noSpace", `the image cannot be stored: ${message}`);
  return new ImageError("unreachable", `the image cannot be downloaded: ${reasonOf(code, message)}`);
}

/** Says what to do about failures of TLS, whose own words are OpenSSL's. */
function reasonOf(code: string | undefined, message: string): string {
  if (code === "EPROTO") return "the server did not answer in TLS; use http:// if it speaks plain HTTP";
  if (code === undefined || !/CERT|^UNABLE_TO_/.test(code)) return message;
  // Node may add advice on itself after a semicolon.
  return `${message.replace(/;.*$/s, "")}; media.verifyTls: false accepts any certificate`;
}
