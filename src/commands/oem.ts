/**
 * OEM commands that a configuration declares, as `Command` values like the built-in ones. An answer consists of fixed
 * bytes, bytes copied from the request and state bytes. A success can change state bytes.
 */
import type { OemState } from "../bmc/oem-state.ts";
import { rest } from "../codec/bytes.ts";
import { struct } from "../codec/struct.ts";
import { defineCommand } from "../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";
import { Privilege } from "../ipmi/privilege.ts";
import { fits, type RequestPattern } from "../ipmi/request-pattern.ts";

export interface OemCommandOptions {
  readonly name?: string | undefined;
  readonly netFn: number;
  readonly cmd: number;
  readonly match?: RequestPattern | undefined;
  readonly completionCode: number;
  readonly data: readonly TemplateByte[];
  /** The state bytes that a success changes, by name. */
  readonly set: Readonly<Record<string, TemplateByte>>;
}

/** A fixed byte, byte n of the request's data (from 0), or a state byte. */
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
      // Read everything first: the answer and the changes see the state as it was before the request.
      const answer = Uint8Array.from(data, byteFor);
      const changes = Object.entries(set).map(([changed, byte]) => [changed, byteFor(byte)] as const);
      if (completionCode !== CompletionCode.Ok) throw new IpmiError(completionCode, "refused by configuration", answer);
      for (const [changed, value] of changes) oemState.set(changed, value);
      return { data: answer };
    },
  });
}

/** Returns the byte that `byte` stands for. Throws `IpmiError` C7h when the request is too short to have it. */
function resolve(byte: TemplateByte, request: Uint8Array, state: OemState): number {
  if (typeof byte === "number") return byte;
  if ("state" in byte) return state.get(byte.state);
  const value = request[byte.request];
  if (value !== undefined) return value;
  const got = `${request.length} bytes`;
  throw new IpmiError(
    CompletionCode.DataLengthInvalid,
    `the request has ${got}; expected at least ${byte.request + 1}`,
  );
}
