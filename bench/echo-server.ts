/**
 * The lower bound for a VM protocol server on node:net: answers each A0h with the frame HEX, without unescaping,
 * checksum or dispatch.
 *
 *   node bench/echo-server.ts HEX PATH     listens on 127.0.0.1 and on the Unix socket PATH, then prints "TCP-PORT"
 */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";

const END_OF_MESSAGE = 0xa0;

const [answerHex = "", path = ""] = process.argv.slice(2);
const answer = Buffer.from(answerHex, "hex");

function serve(socket: Socket): void {
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    let requests = 0;
    for (const byte of chunk) if (byte === END_OF_MESSAGE) requests++;
    if (requests === 1) socket.write(answer);
    else if (requests > 1) socket.write(Buffer.concat(new Array<Buffer>(requests).fill(answer)));
  });
}

const tcp = createServer(serve).listen(0, "127.0.0.1");
const unix = createServer(serve).listen(path);
await Promise.all([once(tcp, "listening"), once(unix, "listening")]);
const address = tcp.address();
if (address === null || typeof address === "string") throw new Error("a TCP listener without a port");
process.stdout.write(`${address.port}\n`);
