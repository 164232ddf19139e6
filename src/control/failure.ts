/** An error that a call threw → the failure that its client gets. */
import type { Logger } from "pino";
import { IpmiError } from "../ipmi/completion-code.ts";
import { ControlError, type Failure, type FailureCode } from "./protocol.ts";

/** Logs what is no answer to the client's mistake: a bug of ours, or an error of the system. */
export function failureOf(error: unknown, call: string, log: Logger): Failure {
  if (error instanceof ControlError) {
    const { code, message, argument, expected, completionCode } = error;
    return { code: code as FailureCode, message, argument, expected, completionCode };
  }
  if (error instanceof IpmiError) return { code: "refused", message: error.message, completionCode: error.code };
  log.error({ err: error, call }, "a call failed");
  return { code: "failed", message: `${call} failed: ${error instanceof Error ? error.message : error}` };
}

/** Cuts the texts: they quote the client, whose text may be as long as a message. */
export function shortened({ message, argument, expected, ...failure }: Failure): Failure {
  return {
    ...failure,
    message: cut(message),
    argument: argument && cut(argument),
    expected: expected && cut(expected),
  };
}

/** Characters: enough for a list of some hundred names. */
const MAX_TEXT = 8192;

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
