/** Datagrams of a LAN client → what they carry. */
import { ok, strictEqual } from "node:assert/strict";
import { buildMessage, parseMessage } from "../../../src/ipmi/message.ts";
import { parseAsf } from "../../../src/rmcp/asf.ts";
import { CIPHER_SUITES } from "../../../src/rmcp/cipher-suites.ts";
import { parseIpmiPacket } from "../../../src/rmcp/ipmi-packet.ts";
import { parseOpenSessionRequest, parseOpenSessionResponse } from "../../../src/rmcp/open-session.ts";
import { parseRakp1, parseRakp2, parseRakp3, parseRakp4 } from "../../../src/rmcp/rakp.ts";
import { parseRmcp, RmcpClass } from "../../../src/rmcp/rmcp-header.ts";
import { openPacket, sealPacket } from "../../../src/rmcp/secure-packet.ts";
import { sessionKeys } from "../../../src/rmcp/session-keys.ts";
import { parseSolFromBmc, parseSolFromConsole } from "../../../src/rmcp/sol-payload.ts";
import { hex } from "../../support/bytes/hex.ts";
import type { Target } from "../../support/fuzz/target.ts";

const KEYS = CIPHER_SUITES.map((suite) => sessionKeys(suite, new Uint8Array(20).fill(7), new Uint8Array()));
const RMCP = hex("06 00 ff 07");
const LAN = hex("20 18 c8 81 04 01 7a");
const IV = new Uint8Array(16).fill(1);
const PAYLOADS = [
  parseMessage,
  parseOpenSessionRequest,
  parseOpenSessionResponse,
  parseRakp1,
  parseRakp2,
  parseRakp3,
  parseRakp4,
  parseSolFromConsole,
  parseSolFromBmc,
] as const;

export const datagrams: Target = {
  name: "datagrams",
  never: "an error, a LAN message that is another one when built again, a payload longer than its datagram",
  form: "bytes",
  maxBytes: 1024,
  seeds: [
    hex("06 00 ff 06 00 00 11 be 80 00 00 00"),
    Buffer.concat([RMCP, hex("00 00 00 00 00 00 00 00 00 09"), hex("20 18 c8 81 00 38 8e 04 b5")]),
    Buffer.concat([
      RMCP,
      hex("06 10 00 00 00 00 00 00 00 00 20 00"),
      hex("00 04 00 00 a4 a3 a2 a0 00 00 00 08 01 00 00 00 01 00 00 08 01 00 00 00 02 00 00 08 01 00 00 00"),
    ]),
    Buffer.concat([
      RMCP,
      hex("06 12 00 00 00 00 00 00 00 00 21 00 00 00 00 00 01 02 03 04"),
      IV,
      hex("14 00 00 05 61 64 6d 69 6e"),
    ]),
    ...KEYS.map((keys) => {
      const packet = { payloadType: 0, sessionId: 0x01020304, sequence: 1, payload: LAN };
      return Buffer.concat([RMCP, sealPacket(packet, keys, IV)]);
    }),
  ],
  run(input) {
    const message = parseRmcp(input);
    if (message.kind !== "rmcp") return;
    if (message.class === RmcpClass.Asf) {
      parseAsf(message.body);
      return;
    }
    const packet = parseIpmiPacket(message.body);
    if (packet.kind === "session") take(packet.message, input);
    if (packet.kind !== "plus") return;
    take(packet.payload, input);
    for (const keys of KEYS) {
      const opened = openPacket(packet, keys, false);
      if (opened.kind === "payload") take(opened.payload, input);
    }
  },
};

function take(payload: Uint8Array, datagram: Uint8Array): void {
  ok(payload.length <= datagram.length, "longer than its datagram");
  for (const parse of PAYLOADS) parse(payload);
  const message = parseMessage(payload);
  if (message.kind !== "message") return;
  strictEqual(
    Buffer.from(buildMessage(message)).toString("hex"),
    Buffer.from(payload).toString("hex"),
    "built, it is another",
  );
}
