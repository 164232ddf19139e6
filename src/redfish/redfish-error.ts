/** Refusals: an HTTP status, and messages that say why (DSP0266 §9.5). */
import { CompletionCode, type IpmiError } from "../ipmi/completion-code.ts";
import type { PeerLog } from "../transport/peer-log.ts";
import { type Message, type MessageName, message } from "./messages.ts";
import type { Reply } from "./request.ts";
import type { Json } from "./resource.ts";

export class RedfishError extends Error {
  readonly status: number;
  readonly messages: readonly Message[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, messages: readonly Message[], headers: Readonly<Record<string, string>> = {}) {
    super(messages.map((each) => each.Message).join(" "));
    this.status = status;
    this.messages = messages;
    this.headers = headers;
  }
}

export function refusal(status: number, name: MessageName, ...args: readonly string[]): RedfishError {
  return new RedfishError(status, [message(name, args)]);
}

/** The refusal for a command's completion code. The error's text becomes the resolution, because it says what to do. */
export function refusalFor({ code, message: words }: IpmiError): RedfishError {
  const status = code === CompletionCode.NotInPresentState ? 409 : code === CompletionCode.OutOfSpace ? 507 : 400;
  return new RedfishError(status, [message("GeneralError", [], sentence(words))]);
}

/** Makes a sentence of an error's text. The name of a setting, such as `power.command`, stays as it is. */
export function sentence(words: string): string {
  return `${words.replace(/^(?!\w+\.\w)./u, (first) => first.toUpperCase())}.`;
}

export function answerOf({ status, headers, messages }: RedfishError): Reply {
  return { status, headers, body: errorBody(messages) };
}

/** The answer to a request that failed by a mistake of ours, which the log describes. */
export function failed(log: Pick<PeerLog, "write">, error: unknown): Reply {
  log.write("error", { err: error }, "a Redfish request failed; the client got status 500");
  return { status: 500, body: errorBody([message("InternalError")]) };
}

/** The body of a refusal. */
export function errorBody(messages: readonly Message[]): Json {
  const [only] = messages;
  const code = only && messages.length === 1 ? only : message("GeneralError");
  return { error: { code: code.MessageId, message: code.Message, "@Message.ExtendedInfo": messages } };
}
