/** Answers to insertions that fail. */
import { ImageError } from "../../media/image-error.ts";
import { type Message, message } from "../messages.ts";
import { errorBody, RedfishError, sentence } from "../redfish-error.ts";
import type { Reply } from "../request.ts";

/** Problems with what a client sent: as parameters of an action, or as properties. */
export interface MediumWords {
  image(words: string): Message;
  notFalse(name: string): Message;
}

/** The answer when an image could not be fetched, or the machine did not take it. */
export function mediumFailure(url: string, error: Error, words: MediumWords): Reply {
  if (!(error instanceof ImageError)) {
    return { status: 500, body: errorBody([message("InternalError", [], sentence(error.message))]) };
  }
  const { status, headers, messages } = imageFailure(url, error, words);
  return { status, headers, body: errorBody(messages) };
}

export function imageFailure(
  url: string,
  { problem, message: text }: ImageError,
  { image }: MediumWords,
): RedfishError {
  const words = sentence(text);
  switch (problem) {
    case "address":
    case "tooLarge":
      return new RedfishError(400, [image(words)]);
    case "unauthorized":
      return new RedfishError(400, [message("ResourceAtUriUnauthorized", [url, text], words)]);
    case "unreachable":
      return new RedfishError(400, [message("CouldNotEstablishConnection", [url], words)]);
    case "noSpace":
      return new RedfishError(507, [message("InsufficientStorage", [], words)]);
    case "busy":
    case "cancelled":
      return new RedfishError(409, [message("ResourceInUse", [], words)]);
  }
}
