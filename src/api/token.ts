/** The token of the API: from the configuration, from a file, or made at the first start. */
import { randomBytes } from "node:crypto";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { readRegularFile, unreadable } from "../os/regular-file.ts";
import { DoorError } from "../transport/door-error.ts";

export interface TokenSettings {
  readonly token?: string | undefined;
  readonly tokenFile?: string | undefined;
}

const WELL_FORMED = /^[\w.~+/=-]{16,256}$/;
const RANDOM_BYTES = 32;

export function randomToken(): string {
  return randomBytes(RANDOM_BYTES).toString("base64url");
}

/** Returns the token, whose file need not exist. @throws DoorError that names the file and says what is wrong with it */
export function tokenOf({ token, tokenFile = "" }: TokenSettings): string {
  if (token !== undefined) return token;
  try {
    return makeToken(tokenFile);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "its directory does not exist; make it first" : message;
    if (code !== "EEXIST") throw new DoorError(`${tokenFile} (http.tokenFile): ${reason}`);
  }
  return readToken(tokenFile);
}

function makeToken(name: string): string {
  const made = randomToken();
  const file = openSync(name, "wx", 0o600);
  try {
    writeSync(file, `${made}\n`);
  } catch (error) {
    // A full disk: a file without a token would stop the next start.
    rmSync(name);
    throw error;
  } finally {
    closeSync(file);
  }
  return made;
}

function readToken(name: string): string {
  let text: string;
  try {
    text = readRegularFile(name).toString("utf8").trim();
  } catch (error) {
    throw new DoorError(`${name} (http.tokenFile): ${unreadable(error)}`);
  }
  if (WELL_FORMED.test(text)) return text;
  throw new DoorError(
    `${name} (http.tokenFile) has no token; expected 16 to 256 letters, digits or any of . _ ~ + / = -, ` +
      "or no file, so that one is made",
  );
}
