/**
 * OEM commands that configuration declares: `Command` values like the built-in ones. They answer with fixed bytes, bytes
 * of the request and state bytes, and may change state bytes.
 */
import type { OemState } from "../bmc/oem-state.ts";
import { rest } from "../codec/bytes.ts";
import { struct } from "../codec/struct.ts";
import { defineCommand } from "../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";
import { Privilege } from "../ipmi/privilege.ts";

export interface OemCommandOptions {
  readonly name?: string | undefined;
  readonly netFn: number;
  readonly cmd: number;
  readonly match?: RequestPattern | undefined;
  readonly completionCode: number;
  readonly data: readonly TemplateByte[];
  /** State bytes that a success changes. */
  readonly set: Readonly<Record<string, TemplateByte>>;
}

/** Request data byte by byte, null for any byte; `open` when more may follow. */
export interface RequestPattern {
  readonly bytes: readonly (number | null)[];
  readonly open: boolean;
}

/** A byte as it stands, byte n of the request's data from 0, or a state byte. */
export type TemplateByte = number | { readonly request: number } | { readonly state: string };

export function oemCommand({ name, netFn, cmd, match, completionCode, data, set }: OemCommandOptions) {
  return defineCommand({
    name: name ?? "OEM command",
    spec: "5.1",
    netFn,
    cmd,
    privilege: Privilege.User,
    accepts: (request) => match === undefined || fits(match, request),
    request: struct({ data: rest }),
    response: struct({ data: rest }),
    handle({ bmc: { oemState } }, request) {
      const byteFor = (byte: TemplateByte) => resolve(byte, request.data, oemState);
      // All is read before any of it is written.
      const answer = Uint8Array.from(data, byteFor);
      const changes = Object.entries(set).map(([changed, byte]) => [changed, byteFor(byte)] as const);
      if (completionCode !== CompletionCode.Ok) throw new IpmiError(completionCode, "as configured", answer);
      for (const [changed, value] of changes) oemState.set(changed, value);
      return { data: answer };
    },
  });
}

function fits({ bytes, open }: RequestPattern, data: Uint8Array): boolean {
  const rightLength = open ? data.length >= bytes.length : data.length === bytes.length;
  return rightLength && bytes.every((byte, i) => byte === null || byte === data[i]);
}

/** C7h when the request has no such byte. */
function resolve(byte: TemplateByte, request: Uint8Array, state: OemState): number {
  if (typeof byte === "number") return byte;
  if ("state" in byte) return state.get(byte.state);
  const value = request[byte.request];
  if (value !== undefined) return value;
  const got = `${request.length} bytes of data`;
  throw new IpmiError(CompletionCode.DataLengthInvalid, `expected a byte ${byte.request} in the request, got ${got}`);
}
