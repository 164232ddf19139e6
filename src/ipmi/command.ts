/**
 * A command is a value: its name and section as the specification has them, two codes, the privilege it takes, a layout
 * each way, and one function. The layouts decide the types; `handle` is checked against them.
 */
import type { Bmc } from "../bmc/bmc.ts";
import type { Layout } from "../codec/layout.ts";
import type { Privilege } from "./privilege.ts";

/** Who asks, and whom. */
export interface CommandContext {
  readonly bmc: Bmc;
  /** Channel number that the request came in by. */
  readonly channel: number;
  readonly privilege: Privilege;
}

export interface Command<Request = unknown, Response = unknown> {
  readonly name: string;
  /** Section of the IPMI specification v1.5, or "v2 §…" for what only 2.0 has. */
  readonly spec: string;
  readonly netFn: number;
  readonly cmd: number;
  readonly privilege: Privilege;
  /** Tells commands with the same codes apart by the request's data (group extensions, OEM). Absent: accepts all. */
  accepts?(data: Uint8Array): boolean;
  readonly request: Layout<Request>;
  /** What follows the completion code of a success. */
  readonly response: Layout<Response>;
  /** Answers, or throws `IpmiError` to refuse. */
  handle(context: CommandContext, request: NoInfer<Request>): NoInfer<Response>;
}

export function defineCommand<Request, Response>(command: Command<Request, Response>): Command<Request, Response> {
  return command;
}
