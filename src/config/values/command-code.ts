/** Commands, written by their name in the specification or by netFn and cmd in hex. */

import { z } from "zod";
import { commandTable } from "../../commands/index.ts";
import { hexDigits } from "../../text/hex.ts";
import { nearest } from "../../text/suggest.ts";

export interface CommandCode {
  readonly netFn: number;
  readonly cmd: number;
  /** Name in the specification; the codes in hex for an unknown command. */
  readonly name: string;
}

const CODES = /^\s*([0-9a-f]{2})[\s/]*([0-9a-f]{2})\s*$/i;

export function commandCode() {
  const allowed = 'a command: its name, such as Get Device ID, or netFn and cmd in hex, such as "06 01"';
  const byBytes = z.array(z.int(allowed).min(0, allowed).max(0xff, allowed), allowed).length(2, allowed);
  return z.union([z.string(allowed), byBytes], allowed).transform((written, context): CommandCode => {
    const code = typeof written === "string" ? findCommand(written) : named(written[0] ?? 0, written[1] ?? 0);
    if (code) return code;
    const meant = nearest(String(written), NAMES);
    const hint = meant === undefined ? `expected ${allowed}` : `did you mean ${meant}?`;
    const message = `there is no command ${JSON.stringify(written)}; ${hint}`;
    context.addIssue({ code: "custom", message, params: { sentence: true } });
    return z.NEVER;
  });
}

const NAMES = commandTable.map(({ name }) => name);

/** Finds a command by its name in any case, or by its codes. Returns undefined for an unknown name. */
export function findCommand(text: string): CommandCode | undefined {
  const [, netFn, cmd] = CODES.exec(text) ?? [];
  if (netFn !== undefined && cmd !== undefined) return named(Number.parseInt(netFn, 16), Number.parseInt(cmd, 16));
  const found = commandTable.find(({ name }) => name.toLowerCase() === text.trim().toLowerCase());
  return found && { netFn: found.netFn, cmd: found.cmd, name: found.name };
}

function named(netFn: number, cmd: number): CommandCode {
  const known = commandTable.find((command) => command.netFn === netFn && command.cmd === cmd);
  return { netFn, cmd, name: known?.name ?? `${hexDigits(netFn)} ${hexDigits(cmd)}` };
}
