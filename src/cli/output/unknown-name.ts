/** The message for the name of a scenario or a fault that does not exist. */
import { likeliest } from "../../text/suggest.ts";
import { wrapped } from "../../text/wrap.ts";
import { helpWidth } from "./screen.ts";

/** Stands before each message. */
const PREFIX = "extern-bmc: ";

/** Names the most similar ones first, in lines of the terminal's width. */
export function unknownName(what: string, name: string, names: readonly string[], listing: string): string {
  const sentence = `there is no ${what} ${name}; expected a file, or one of ${likeliest(name, names)}; "${listing}" has all`;
  return wrapped(sentence, helpWidth(process.stderr) - PREFIX.length).join("\n");
}
