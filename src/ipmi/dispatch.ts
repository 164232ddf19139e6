/** Turns a request into its answer, the same for every channel. Only this module maps errors to completion codes. */
import { EMPTY_BYTES } from "../codec/empty-bytes.ts";
import { encode } from "../codec/layout.ts";
import { maxAnswerSize } from "./answer-size.ts";
import type { Access, Command, Requester } from "./command.ts";
import { CompletionCode, IpmiError } from "./completion-code.ts";
import { privilegeName } from "./privilege.ts";
import { readData } from "./request-data.ts";

export interface Request {
  readonly netFn: number;
  readonly lun: number;
  readonly cmd: number;
  readonly data: Uint8Array;
  readonly requester?: Requester;
}

export interface Answer {
  readonly completionCode: number;
  /** The bytes after the completion code. */
  readonly data: Uint8Array;
  /** The command that answered; absent when no command has these codes. */
  readonly command?: Command;
  /** The reason for a refusal, for the log. */
  readonly refusal?: string;
}

/** A request that was answered. */
export interface LastRequest {
  readonly request: Request;
  readonly answer: Answer;
  /** Milliseconds since 1970. */
  readonly epochMs: number;
}

/** An answer that must not leave before the changes behind it are stored. */
export interface UnsettledAnswer {
  readonly request: Request;
  readonly answer: Answer;
  /** Whether there were changes that were not stored yet: the request's own, or earlier ones. */
  readonly unsaved: boolean;
  /** Actions on the machine that the request started and that take time: resolves with the error of one that failed. */
  readonly underWay?: Promise<Error | undefined>;
}

/** Returns the answer to a request whose action on the machine failed after all. */
export function failedAnswer(answer: Answer, { message }: Error): Answer {
  return { ...answer, completionCode: CompletionCode.Unspecified, data: EMPTY_BYTES, refusal: message };
}

/** Commands by netFn and cmd. When several share their codes, the first one that accepts the data answers. */
export type CommandTable = ReadonlyMap<number, readonly Command[]>;

export function tableOf(commands: readonly Command[]): CommandTable {
  return Map.groupBy(commands, ({ netFn, cmd }) => keyOf(netFn, cmd));
}

/** Finds the command that answers a request with these codes and data. */
export function commandFor(table: CommandTable, netFn: number, cmd: number, data: Uint8Array): Command | undefined {
  for (const candidate of table.get(keyOf(netFn, cmd)) ?? []) {
    if (candidate.accepts?.(data) ?? true) return candidate;
  }
  return undefined;
}

/** Answers a request. An error that is not an `IpmiError` is our bug: it goes to `bug`, and the guest gets FFh. */
export function dispatch(
  table: CommandTable,
  access: Access,
  request: Request,
  bug: (error: unknown, command: Command) => void,
): Answer {
  const command = commandFor(table, request.netFn, request.cmd, request.data);
  if (!command) {
    const { InvalidDataField, InvalidCommand } = CompletionCode;
    return {
      completionCode: table.has(keyOf(request.netFn, request.cmd)) ? InvalidDataField : InvalidCommand,
      data: EMPTY_BYTES,
    };
  }
  try {
    if (request.lun !== 0 && !command.everyLun)
      throw new IpmiError(CompletionCode.InvalidForLun, `LUN is ${request.lun}; expected 0`);
    if (access.privilege < command.privilege)
      throw new IpmiError(
        CompletionCode.InsufficientPrivilege,
        `privilege is ${privilegeName(access.privilege)}; expected at least ${privilegeName(command.privilege)}`,
      );
    if (command.notInSessions && access.session)
      throw new IpmiError(
        CompletionCode.InsufficientPrivilege,
        "the request came in a session; expected a system interface",
      );
    const context = { ...access, lun: request.lun, requester: request.requester };
    const values = readData(command.request, request.data);
    access.bmc.firewall.check(access.channel, command, command.subFunctions?.of(values));
    const response = command.handle(context, values);
    return fitting({ completionCode: CompletionCode.Ok, data: encode(command.response, response), command }, access);
  } catch (error) {
    if (error instanceof IpmiError)
      return fitting({ completionCode: error.code, data: error.data, command, refusal: error.message }, access);
    bug(error, command);
    return { completionCode: CompletionCode.Unspecified, data: EMPTY_BYTES, command };
  }
}

/** Replaces an answer that is too large for its channel with CAh. */
function fitting(answer: Answer, { channel }: Access): Answer {
  const { length } = answer.data;
  const most = maxAnswerSize(channel);
  if (length <= most) return answer;
  const refusal = `the answer has ${length} bytes; expected at most ${most} on channel ${channel}`;
  return { ...answer, completionCode: CompletionCode.CannotReturnBytes, data: EMPTY_BYTES, refusal };
}

function keyOf(netFn: number, cmd: number): number {
  return netFn * 256 + cmd;
}
