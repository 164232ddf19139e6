/**
 * A command is a value: its name and section as the specification has them, two codes, the privilege it takes, a layout
 * each way, and one function. The layouts decide the types; `handle` is checked against them.
 */
import type { Bmc } from "../bmc/bmc.ts";
import type { Layout } from "../codec/layout.ts";
import type { Privilege } from "./privilege.ts";

/** A controller, by its slave address (8 bits, bit 0 clear), and a LUN of it. */
export interface Requester {
  readonly address: number;
  readonly lun: number;
}

/** Who may ask whom. */
export interface Access {
  readonly bmc: Bmc;
  /** Channel number that the request came in by. */
  readonly channel: number;
  readonly privilege: Privilege;
}

/** A request's surroundings. */
export interface CommandContext extends Access {
  readonly lun: number;
  /** Who asked, where messages say so: on the IPMB, not on the system interface. */
  readonly requester: Requester | undefined;
}

export interface Command<Request = unknown, Response = unknown> {
  readonly name: string;
  /** Section of the IPMI specification v1.5, or "v2 §…" for what only 2.0 has. */
  readonly spec: string;
  readonly netFn: number;
  readonly cmd: number;
  readonly privilege: Privilege;
  /** True: every LUN answers, as sensors are numbered anew on each. Absent: LUN 00b alone, the BMC itself (§7.2). */
  readonly everyLun?: boolean;
  /** Tells commands with the same codes apart by the request's data (group extensions, OEM). Absent: accepts all. */
  accepts?(data: Uint8Array): boolean;
  readonly request: Layout<Request>;
  /** Functions of it that firmware firewall can disable one by one (v2 appendix H), and the one that a request is for. */
  readonly subFunctions?: { readonly numbers: readonly number[]; of(request: NoInfer<Request>): number };
  /** Completion code where what it changed could not be stored. Absent: D5h. */
  readonly notStored?: number;
  /** What follows the completion code of a success. */
  readonly response: Layout<Response>;
  /** Answers, or throws `IpmiError` to refuse. */
  handle(context: CommandContext, request: NoInfer<Request>): NoInfer<Response>;
}

export function defineCommand<Request, Response>(command: Command<Request, Response>): Command<Request, Response> {
  return command;
}
