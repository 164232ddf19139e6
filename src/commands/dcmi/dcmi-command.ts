/**
 * The frame that all DCMI commands share: a group extension whose requests and responses begin with DCMI's byte (DCMI
 * chapter 6).
 */
import { u8 } from "../../codec/integer.ts";
import type { Layout } from "../../codec/layout.ts";
import { type Command, defineCommand } from "../../ipmi/command.ts";
import { DefiningBody, NetFn } from "../../ipmi/net-fn.ts";

/** Defines a DCMI command. Its layouts describe the bytes after the defining body; `spec` is a section of DCMI 1.5. */
export function defineDcmiCommand<Request, Response>(
  command: Omit<Command<Request, Response>, "netFn" | "accepts">,
): Command<Request, Response> {
  return defineCommand({
    ...command,
    spec: `DCMI ${command.spec}`,
    netFn: NetFn.GroupExtension,
    accepts: (data) => data[0] === DefiningBody.Dcmi,
    request: inGroup(command.request),
    response: inGroup(command.response),
  });
}

export function inGroup<T>(layout: Layout<T>): Layout<T> {
  return {
    decode(input) {
      u8.decode(input);
      return layout.decode(input);
    },
    encode(value, output) {
      u8.encode(DefiningBody.Dcmi, output);
      layout.encode(value, output);
    },
  };
}

/** The version of DCMI that answers conform to: 1.5. */
export const CONFORMANCE = { major: 1, minor: 5 } as const;
export const conformance = { major: u8, minor: u8 };
