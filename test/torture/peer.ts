/**
 * A peer as a process of its own, to be stopped: it keeps 64 requests in flight at the Unix socket that it is given, and
 * prints the number of its answers. An answer out of order is a line of words.
 */
import { connect } from "node:net";
import { VmDecoder } from "../../src/wire/vm-decoder.ts";
import { encodeMessage } from "../../src/wire/vm-message.ts";

const IN_FLIGHT = 64;
const REPORT_EVERY = 100;

const socket = connect({ path: process.argv[2] ?? "" });
let sent = 0;
let answers = 0;

function ask(): void {
  socket.write(encodeMessage({ id: sent++ % 256, netFn: 0x06, lun: 0, cmd: 0x01, data: new Uint8Array() }));
}

const decoder = new VmDecoder();
socket.on("connect", () => {
  for (let i = 0; i < IN_FLIGHT; i++) ask();
});
socket.on("data", (chunk) =>
  decoder.push(chunk, (frame) => {
    if (frame.kind !== "message") return;
    if (frame.id !== answers % 256) process.stdout.write(`answer ${answers} has the message id ${frame.id}\n`);
    if (++answers % REPORT_EVERY === 0) process.stdout.write(`${answers}\n`);
    ask();
  }),
);
socket.on("error", () => {});
socket.on("close", () => process.exit());
