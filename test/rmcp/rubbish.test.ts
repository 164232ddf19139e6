import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildMessage, parseMessage } from "../../src/ipmi/message.ts";
import { parseAsf } from "../../src/rmcp/asf.ts";
import { CIPHER_SUITES } from "../../src/rmcp/cipher-suites.ts";
import { parseIpmiPacket } from "../../src/rmcp/ipmi-packet.ts";
import * as open from "../../src/rmcp/open-session.ts";
import * as rakp from "../../src/rmcp/rakp.ts";
import { buildRmcp, parseRmcp, RmcpClass } from "../../src/rmcp/rmcp-header.ts";
import { openPacket } from "../../src/rmcp/secure-packet.ts";
import { sessionKeys } from "../../src/rmcp/session-keys.ts";
import * as sol from "../../src/rmcp/sol-payload.ts";

const PARSERS: readonly (readonly [string, (bytes: Uint8Array) => { readonly kind: string }])[] = [
  ["datagrams", parseRmcp],
  ["ASF messages", parseAsf],
  ["IPMI packets", parseIpmiPacket],
  ["LAN messages", parseMessage],
  ["Open Session Requests", open.parseOpenSessionRequest],
  ["Open Session Responses", open.parseOpenSessionResponse],
  ["RAKP 1", rakp.parseRakp1],
  ["RAKP 2", rakp.parseRakp2],
  ["RAKP 3", rakp.parseRakp3],
  ["RAKP 4", rakp.parseRakp4],
  ["SOL payloads from a console", sol.parseSolFromConsole],
  ["SOL payloads from a BMC", sol.parseSolFromBmc],
];

const bytes = fc.uint8Array({ maxLength: 80 });

describe("rubbish", () => {
  it.each(PARSERS)("never makes the reader of %s throw", (_title, parse) => {
    fc.assert(
      fc.property(bytes, (rubbish) => {
        expect(parse(rubbish).kind).toBeTypeOf("string");
      }),
    );
  });

  it("never makes the reader of a session's packets throw", () => {
    const keys = CIPHER_SUITES.map((suite) => sessionKeys(suite, new Uint8Array(20), new Uint8Array()));
    const flags = fc.constantFrom(0x00, 0x40, 0x80, 0xc0, 0xc2);
    fc.assert(
      fc.property(bytes, flags, fc.nat(40), fc.boolean(), (rubbish, flag, length, mayBePlain) => {
        const packet = parseIpmiPacket(Uint8Array.of(6, flag, 1, 0, 0, 0, 1, 0, 0, 0, length, 0, ...rubbish));
        if (packet.kind !== "plus") return;
        for (const each of keys) expect(openPacket(packet, each, mayBePlain).kind).toBeTypeOf("string");
      }),
    );
  });
});

describe("what is built", () => {
  const byte = fc.nat(0xff);
  const u32 = fc.integer({ min: 1, max: 0xffffffff });
  const random = fc.uint8Array({ minLength: 16, maxLength: 16 });
  const code = fc.uint8Array({ maxLength: 32 });
  const algorithm = fc.option(fc.nat(63), { nil: undefined });
  const algorithms = { authentication: algorithm, integrity: algorithm, confidentiality: algorithm };

  it("is read again as it was: RMCP and LAN messages", () => {
    const message = fc.record({
      to: byte,
      netFn: fc.nat(63),
      toLun: fc.nat(3),
      from: byte,
      sequence: fc.nat(63),
      fromLun: fc.nat(3),
      cmd: byte,
      data: fc.uint8Array({ maxLength: 250 }),
    });
    fc.assert(
      fc.property(message, (sent) => {
        const read = parseRmcp(buildRmcp(RmcpClass.Ipmi, buildMessage(sent)));
        if (read.kind !== "rmcp") throw new Error(read.kind);
        expect(parseMessage(read.body)).toEqual({ kind: "message", ...sent });
      }),
    );
  });

  it("is read again as it was: Open Session", () => {
    const ids = { tag: byte, maxPrivilege: fc.nat(15), consoleSessionId: u32 };
    fc.assert(
      fc.property(fc.record({ ...ids, ...algorithms }), u32, (request, bmcSessionId) => {
        const asked = { kind: "openSessionRequest", ...request };
        expect(open.parseOpenSessionRequest(open.buildOpenSessionRequest(request))).toEqual(asked);
        const opened = { ...request, bmcSessionId };
        const answered = { kind: "sessionOpened", ...opened };
        expect(open.parseOpenSessionResponse(open.buildSessionOpened(opened))).toEqual(answered);
      }),
    );
  });

  it("is read again as it was: RAKP", () => {
    const rakp1 = fc.record({
      tag: byte,
      bmcSessionId: u32,
      consoleRandom: random,
      role: byte,
      userName: fc.uint8Array({ maxLength: 16 }),
    });
    const rakp2 = fc.record({ tag: byte, consoleSessionId: u32, bmcRandom: random, guid: random, authCode: code });
    const rakp3 = fc.record({ tag: byte, status: byte, bmcSessionId: u32, authCode: code });
    const rakp4 = fc.record({ tag: byte, consoleSessionId: u32, integrityCheckValue: code });
    fc.assert(
      fc.property(rakp1, rakp2, rakp3, rakp4, (one, two, three, four) => {
        expect(rakp.parseRakp1(rakp.buildRakp1(one))).toEqual({ kind: "rakp1", ...one });
        expect(rakp.parseRakp2(rakp.buildRakp2(two))).toEqual({ kind: "rakp2", ...two });
        expect(rakp.parseRakp3(rakp.buildRakp3(three))).toEqual({ kind: "rakp3", ...three });
        expect(rakp.parseRakp4(rakp.buildRakp4(four))).toEqual({ kind: "rakp4", ...four });
      }),
    );
  });
});
