/** Tables for people, in the width of the screen. */
import { columns } from "../../text/columns.ts";
import { screenWidth } from "./screen.ts";
import { strong } from "./style.ts";

/** Formats rows under headings. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return columns([headings.map((heading) => strong(heading)), ...rows], screenWidth());
}

/** Formats names and values, one pair a line. */
export function list(entries: readonly (readonly [name: string, value: string])[]): string {
  return columns(entries, screenWidth());
}
