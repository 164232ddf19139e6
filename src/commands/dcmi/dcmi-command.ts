/** What all commands of DCMI have in common: they are a group extension, and say so in both directions (DCMI chapter 6). */
import { u8 } from "../../codec/integer.ts";
import type { Layout } from "../../codec/layout.ts";
import { type Command, defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";

/** Defining body: the first byte of a request's data and of a response's. */
const DCMI = 0xdc;

/** Layouts, here and in the response, are of what follows the defining body. `spec` is a section of DCMI 1.5. */
export function defineDcmiCommand<Request, Response>(
  command: Omit<Command<Request, Response>, "netFn" | "accepts">,
): Command<Request, Response> {
  return defineCommand({
    ...command,
    spec: `DCMI ${command.spec}`,
    netFn: NetFn.GroupExtension,
    accepts: (data) => data[0] === DCMI,
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
      u8.encode(DCMI, output);
      layout.encode(value, output);
    },
  };
}

/** The DCMI specification that answers follow: 1.5. */
export const CONFORMANCE = { major: 1, minor: 5 } as const;
export const conformance = { major: u8, minor: u8 };
