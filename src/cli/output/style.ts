/**
 * Styles of text for people. They are left out when the stream is not a terminal or NO_COLOR is set; FORCE_COLOR overrides
 * both.
 */
import { styleText } from "node:util";

type Style = (text: string, stream?: NodeJS.WriteStream) => string;

const styled =
  (format: "bold" | "green" | "red" | "yellow"): Style =>
  (text, stream = process.stdout) =>
    styleText(format, text, { stream, validateStream: true });

/** A name, a heading, a verdict. */
export const strong = styled("bold");
/** The expected state. */
export const good = styled("green");
/** An unexpected state, or one that needs the operator. */
export const bad = styled("red");
/** A deliberate deviation: a fault. */
export const odd = styled("yellow");
