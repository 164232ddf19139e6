import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { hex } from "../bytes/hex.ts";

const DIRECTORY = resolve(import.meta.dirname, "../../rmcp/recorded");

/** The password of the user in all recordings. */
export const PASSWORD = Buffer.from("test");

export interface RecordedDatagram {
  readonly toBmc: boolean;
  readonly bytes: Uint8Array;
}

/** The datagrams of a file in test/rmcp/recorded/, in order. */
export function recording(name: string): readonly RecordedDatagram[] {
  const lines = readFileSync(resolve(DIRECTORY, `${name}.txt`), "utf8").split("\n");
  return lines.flatMap((line) => {
    const [direction, , datagram] = line.split(" ");
    if ((direction !== ">" && direction !== "<") || datagram === undefined) return [];
    return [{ toBmc: direction === ">", bytes: hex(datagram) }];
  });
}
