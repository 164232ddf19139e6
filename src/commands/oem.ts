/** OEM commands that configuration declares: `Command` values like the built-in ones, answering with fixed bytes. */
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
  readonly data: Uint8Array;
}

/** Request data byte by byte, null for any byte; `open` when more may follow. */
export interface RequestPattern {
  readonly bytes: readonly (number | null)[];
  readonly open: boolean;
}

export function oemCommand({ name, netFn, cmd, match, completionCode, data }: OemCommandOptions) {
  return defineCommand({
    name: name ?? "OEM command",
    spec: "5.1",
    netFn,
    cmd,
    privilege: Privilege.User,
    accepts: (request) => match === undefined || fits(match, request),
    request: struct({ data: rest }),
    response: struct({ data: rest }),
    handle() {
      if (completionCode !== CompletionCode.Ok) throw new IpmiError(completionCode, "as configured", data);
      return { data };
    },
  });
}

function fits({ bytes, open }: RequestPattern, data: Uint8Array): boolean {
  const rightLength = open ? data.length >= bytes.length : data.length === bytes.length;
  return rightLength && bytes.every((byte, i) => byte === null || byte === data[i]);
}
