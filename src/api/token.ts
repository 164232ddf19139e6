/** The token of the API: from the configuration, from a file, or made at the first start. */
import { randomBytes } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { readRegularFile, unreadable } from "../regular-file.ts";

export interface TokenSettings {
  readonly token?: string | undefined;
  readonly tokenFile?: string | undefined;
}

const WELL_FORMED = /^[\w.~+/=-]{16,256}$/;
const RANDOM_BYTES = 32;

export function randomToken(): string {
  return randomBytes(RANDOM_BYTES).toString("base64url");
}

/** Returns the token, whose file need not exist. @throws Error that names the file and says what is wrong with it */
export function tokenOf({ token, tokenFile = "" }: TokenSettings): string {
  if (token !== undefined) return token;
  const made = randomToken();
  try {
    const file = openSync(tokenFile, "wx", 0o600);
    writeSync(file, `${made}\n`);
    closeSync(file);
    return made;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "its directory does not exist; make it first" : message;
    if (code !== "EEXIST") throw new Error(`${tokenFile} (http.tokenFile): ${reason}`);
  }
  return readToken(tokenFile);
}

function readToken(name: string): string {
  let text: string;
  try {
    text = readRegularFile(name).toString("utf8").trim();
  } catch (error) {
    throw new Error(`${name} (http.tokenFile): ${unreadable(error)}`);
  }
  if (WELL_FORMED.test(text)) return text;
  throw new Error(
    `${name} (http.tokenFile) has no token; expected 16 to 256 letters, digits or any of . _ ~ + / = -, ` +
      "or no file, so that one is made",
  );
}
