/**
 * A door that prints when it is open, connected, or has lost its peer. Each line on standard input is a number of bytes
 * to send. Run as a child, so that a test can put it into a network namespace.
 */
import { createInterface } from "node:readline";
import { pino } from "pino";
import { type Connection, openDoor } from "../../../src/transport/door.ts";

let connection: Connection | undefined;
const log = pino({ base: null }, { write: (line) => console.log(`log ${line.trim()}`) });
const door = await openDoor(
  { listen: process.argv[2] ?? "" },
  (next) => {
    connection = next;
    next.stream.on("data", (bytes: Buffer) => console.log(`got ${bytes.length}`));
    next.stream.on("close", () => console.log("lost"));
    console.log("connected");
  },
  log,
);
console.log(`open ${door.address}`);
for await (const bytes of createInterface(process.stdin)) connection?.stream.write(Buffer.alloc(Number(bytes)));
