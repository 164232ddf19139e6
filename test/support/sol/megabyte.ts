/** A megabyte of text in which a lost or doubled line shows. */

/** Text without a client's escape characters; each line has its number. */
export function megabyte(letter: string): string {
  const line = (number: number) =>
    `${letter}${String(number).padStart(7, "0")}${"abcdefghijklmnopqrstuvw".repeat(2)}\n`;
  return Array.from({ length: Math.ceil(2 ** 20 / line(0).length) }, (_, number) => line(number)).join("");
}

/** Cuts a text into parts of whole lines of equal length, each of at most so many characters. */
export function parts(text: string, most = text.length): readonly string[] {
  const line = text.indexOf("\n") + 1;
  const size = most - (most % line);
  return Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));
}
