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
/** As expected. */
export const good = styled("green");
/** Not as expected, or needs somebody. */
export const bad = styled("red");
/** Unusual on purpose: a fault. */
export const odd = styled("yellow");
