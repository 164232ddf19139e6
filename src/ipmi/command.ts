/**
 * The form of a command: name and section as in the specification, two codes, the required privilege, a layout for each
 * direction, and one function. The layouts decide the types; `handle` is checked against them.
 */
import type { Bmc } from "../bmc/bmc.ts";
import type { Layout } from "../codec/layout.ts";
import type { Message } from "./message.ts";
import { Privilege } from "./privilege.ts";
import type { Session, SetUp } from "./session.ts";

/** A controller's slave address (8 bits, bit 0 clear) and one of its LUNs. */
export interface Requester {
  readonly address: number;
  readonly lun: number;
}

/** A controller's answer to a bridged request, for the client that sent the request. */
export interface FollowUp {
  readonly response: Message;
  /** Data of the request. */
  readonly request: Uint8Array;
}

/** The BMC that is asked, and the channel and privilege of the request. */
export interface Access {
  readonly bmc: Bmc;
  /** The channel that carried the request. */
  readonly channel: number;
  readonly privilege: Privilege;
  /** The LAN session of the request. Absent: it came without one. */
  readonly session?: Session;
  /** The set-up of IPMI 1.5 sessions, for requests outside a session in that version's packets. */
  readonly setUp?: SetUp;
  /** Privilege of the LAN session for which the request came over the IPMB. */
  readonly forwardedFor?: Privilege | undefined;
  /** Sends a message to the session's client, right after the answer. */
  followUp?(message: FollowUp): void;
}

/** The privilege of a request and the session that gives it. */
export type Caller = Pick<Access, "privilege" | "session" | "setUp" | "followUp">;

/** Requests on the system interface always have the highest privilege that commands ask for. */
export const SYSTEM_SOFTWARE: Caller = { privilege: Privilege.Administrator };

/** Everything about a request except its data. */
export interface CommandContext extends Access {
  readonly lun: number;
  /** The sender, when the message names one: on the IPMB, but not on the system interface. */
  readonly requester: Requester | undefined;
}

export interface Command<Request = unknown, Response = unknown> {
  readonly name: string;
  /** Section of the IPMI specification v1.5, or "v2 §…" for commands that only 2.0 has. */
  readonly spec: string;
  readonly netFn: number;
  readonly cmd: number;
  readonly privilege: Privilege;
  /** Whether it is for software on the machine and its bus: a LAN session gets D4h. */
  readonly notInSessions?: boolean;
  /**
   * True: every LUN answers (sensors are numbered separately on each LUN). Absent: only LUN 00b, the BMC itself (§7.2).
   */
  readonly everyLun?: boolean;
  /**
   * Tells commands with the same codes apart by the request's data (group extensions, OEM). Absent: accepts all data.
   */
  accepts?(data: Uint8Array): boolean;
  readonly request: Layout<Request>;
  /**
   * The sub-functions that firmware firewall can disable one by one (v2 appendix H), and a function that finds the one
   * a request uses.
   */
  readonly subFunctions?: { readonly numbers: readonly number[]; of(request: NoInfer<Request>): number };
  /** The completion code when the change could not be stored. Absent: D5h. */
  readonly notStored?: number;
  /** The bytes after the completion code of a success. */
  readonly response: Layout<Response>;
  /** Answers a request. Throws `IpmiError` to refuse it. */
  handle(context: CommandContext, request: NoInfer<Request>): NoInfer<Response>;
}

export function defineCommand<Request, Response>(command: Command<Request, Response>): Command<Request, Response> {
  return command;
}
