/** Opens the given doors and echoes; reports on standard output. Run as a child, so that a test can pass it sockets. */
import { pino } from "pino";
import { openDoor } from "../../../src/transport/door.ts";

const log = pino({ level: "silent" });
for (const listen of process.argv.slice(2)) {
  try {
    const door = await openDoor({ listen }, ({ stream, peer }) => stream.end(`hello ${peer}`), log);
    console.log(`open ${door.address}`);
  } catch (error) {
    console.log(String(error));
  }
}
