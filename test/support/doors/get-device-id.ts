/** Get Device ID over a socket, with handwritten bytes: for tests of a daemon from other sources than this tree's. */
import { connect, type NetConnectOpts, type Socket } from "node:net";
import { PATIENCE } from "../waiting/patience.ts";

const VERSION_AND_CAPABILITIES = "ff01a1" + "083fa1";
/** Id 00h, netFn 06h LUN 0, cmd 01h, checksum. */
const REQUEST = "001801e7" + "a0";
/** Id 00h, netFn 07h LUN 0, cmd 01h, completion code 00h, 15 bytes of which none is A0h, checksum. */
const ANSWER = /001c0100(?<data>(?:[0-9a-f]{2}){15})[0-9a-f]{2}a0/;

const TIMEOUT_MS = PATIENCE.timeout;

/** Over TCP or a Unix socket: rejects as `getDeviceIdOver` does. */
export function getDeviceId(target: NetConnectOpts): Promise<string> {
  return getDeviceIdOver(connect(target));
}

/** The 15 bytes of the answer in hex. Rejects after 5 s, or when the connection ends, with the bytes so far. */
export function getDeviceIdOver(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    socket.setTimeout(TIMEOUT_MS);
    const fail = (why: string) => {
      socket.destroy();
      reject(new Error(`no answer to Get Device ID: ${why}; received "${received}"`));
    };
    socket.once("connect", () => socket.write(Buffer.from(VERSION_AND_CAPABILITIES + REQUEST, "hex")));
    socket.once("error", (error) => fail(error.message));
    socket.once("timeout", () => fail(`nothing for ${TIMEOUT_MS} ms`));
    socket.once("end", () => fail("the connection ended"));
    socket.setEncoding("hex").on("data", (hex: string) => {
      received += hex;
      const data = ANSWER.exec(received)?.groups?.["data"];
      if (data === undefined) return;
      socket.destroy();
      resolve(data);
    });
  });
}
