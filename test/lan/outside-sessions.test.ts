/** Datagrams outside a session: what is answered, in which packet, and what is not (IPMI v2 §6.12.4, §13.2, §13.6). */
import { describe, expect, it } from "vitest";
import { hex, toHex } from "../support/bytes/hex.ts";
import { packetIn } from "../support/lan/client-handshake.ts";
import { answerIn, Handshaking, logIn, outside15, outsidePlus } from "../support/lan/lan-console.ts";
import { CONSOLE, lanMachine } from "../support/lan/lan-machine.ts";

const CAPABILITIES = "06 38 8e 04";
const PING = "06 00 ff 06 00 00 11 be 80 07 00 00";

describe("a presence ping", () => {
  it("gets a pong that announces IPMI and DCMI", () => {
    const [sent] = lanMachine().send([hex(PING)]);
    expect(toHex(sent?.datagram ?? new Uint8Array())).toBe(
      "06 00 ff 06 00 00 11 be 40 07 00 10 00 00 8e 71 00 00 00 00 81 00 00 00 00 00 00 00",
    );
  });
  it("is acknowledged first when it asks for that", () => {
    const sent = lanMachine().send([hex(PING.replace("ff 06", "05 06"))]);
    expect(sent.map(({ datagram }) => datagram.length)).toEqual([4, 28]);
    expect(toHex(sent[0]?.datagram ?? new Uint8Array())).toBe("06 00 05 86");
  });
  it("with the tag FFh wants no pong", () => {
    expect(lanMachine().send([hex(PING.replace("80 07", "80 ff"))])).toEqual([]);
  });
});

describe("a request without a session", () => {
  const codeOf = (sent: ReturnType<ReturnType<typeof lanMachine>["send"]>) => {
    const packet = sent[0] && packetIn(sent[0].datagram);
    if (!packet) return undefined;
    return { kind: packet.kind, code: answerIn(packet.kind === "plus" ? packet.payload : packet.message).slice(0, 2) };
  };
  it.each([
    ["Get Channel Authentication Capabilities", CAPABILITIES],
    ["Get System GUID", "06 37"],
    ["Get Channel Cipher Suites", "06 54 0e 00 80"],
    ["PET Acknowledge", "04 17 01 00 00 00 00 00 20 20 30 01 ff ff"],
    ["Get DCMI Capabilities Info", "2c 01 dc 01"],
  ])("%s is answered in the packet in which it came", (_name, request) => {
    expect(codeOf(lanMachine().send([outside15(request)]))).toEqual({ kind: "session", code: "00" });
    expect(codeOf(lanMachine().send([outsidePlus(request)]))).toEqual({ kind: "plus", code: "00" });
  });
  it.each(["06 01", "00 02 00", "06 3d 00", "0a 47 00 00 43 4c 52 aa", "2c 3e 00", "2c 06 dc", "2c 01 00 01"])(
    "%s is not answered",
    (request) => {
      const to = lanMachine();
      expect(to.send([outside15(request), outsidePlus(request)])).toEqual([]);
      expect(to.server.discarded.get("needs a session")).toBe(2);
    },
  );
  it("Get Channel Authentication Capabilities names no type that the door does not serve", () => {
    const types = (lan: Record<string, unknown>) => {
      const [sent] = lanMachine(lan).send([outside15("06 38 0e 04")]);
      const packet = sent && packetIn(sent.datagram);
      return packet?.kind === "session" && answerIn(packet.message).split(" ")[2];
    };
    expect(types({ authenticationTypes: ["md2", "md5", "oem"] })).toBe("04");
    expect(types({ authenticationTypes: ["none", "md5", "password"] })).toBe("15");
  });
  it("Get Session Challenge is not answered in an RMCP+ packet", () => {
    expect(lanMachine().send([outsidePlus("06 39 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00")])).toEqual([]);
  });
});

/** Bytes of the headers of IPv4 and UDP. */
const IP_AND_UDP_SIZE = 28;

/** Bytes of the answers to a datagram, for each of its own; each datagram has a header. */
function amplification(to: ReturnType<typeof lanMachine>, request: Uint8Array, headerSize: number): number {
  const answers = to.send([request]).map(({ datagram }) => headerSize + datagram.length);
  return answers.reduce((sum, size) => sum + size, 0) / (headerSize + request.length);
}

describe("before a log-in", () => {
  it("no answer has more than two and a half times the bytes of its request", () => {
    const to = lanMachine();
    const steps = new Handshaking(to);
    const ratio = (request: Uint8Array) => amplification(to, request, 0);
    const requests = [hex(PING), outside15(CAPABILITIES), outside15("06 54 0e 00 80"), outsidePlus("06 54 0e 00 80")];
    const dcmi = [1, 2, 3, 4, 5].flatMap((selector) =>
      [outside15, outsidePlus].map((make) => make(`2c 01 dc 0${selector}`)),
    );
    for (const request of [...requests, ...dcmi, outside15("06 37"), steps.openRequest()])
      expect(ratio(request)).toBeLessThan(2.5);
    steps.open();
    expect(ratio(steps.rakp1Request())).toBeLessThan(2.5);
  });
  it("nor has the acknowledgment and the pong of a ping, with the headers of IP and UDP", () => {
    const ratio = (request: string) => amplification(lanMachine(), hex(request), IP_AND_UDP_SIZE);
    expect(ratio(PING.replace("ff 06", "05 06"))).toBe(88 / 40);
    expect(ratio(PING.replace("ff 06", "05 06").replace("80 07", "80 ff"))).toBeLessThan(1);
  });
  it("an address that sends too much is not answered for a while, and others are", () => {
    const to = lanMachine();
    const flood = Array.from({ length: 1000 }, () => outside15(CAPABILITIES));
    expect(to.send(flood)).toHaveLength(400);
    expect(to.send([outside15(CAPABILITIES)], { address: "192.0.2.10", port: 1 })).toHaveLength(1);
    to.clock.advance(1000);
    expect(to.send(flood)).toHaveLength(200);
  });
  it("a client that sends too much leaves room for another at its address", () => {
    const to = lanMachine();
    to.send(Array.from({ length: 1000 }, () => outside15(CAPABILITIES)));
    for (let i = 0; i < 300; i++) to.send([new Handshaking(to).openRequest()]);
    const steps = new Handshaking(to, { peer: { ...CONSOLE, port: 1 } });
    steps.open();
    for (let i = 0; i < 300; i++) to.send([new Handshaking(to).openRequest()]);
    expect(steps.rakp1()).toMatchObject({ kind: "rakp2" });
    expect(steps.rakp3()).toMatchObject({ kind: "rakp4" });
  });
  it("set-ups with forged addresses keep nobody out", () => {
    const to = lanMachine();
    const steps = new Handshaking(to);
    steps.open();
    steps.rakp1();
    for (let i = 0; i < 2000; i++) {
      const address = `10.${Math.floor(i / 65536)}.${Math.floor(i / 256) % 256}.${i % 256}`;
      to.send([new Handshaking(to).openRequest()], { address, port: 623 });
    }
    expect(steps.rakp3()).toMatchObject({ kind: "rakp4" });
    expect(logIn(to).ask("06 01")).toHaveLength(1);
    expect(to.bmc.sessions.count).toBe(2);
  });
  it("a log-in storm from one address leaves the set-ups of others alone", () => {
    const to = lanMachine();
    const steps = new Handshaking(to);
    steps.open();
    for (let i = 0; i < 300; i++) to.send([new Handshaking(to).openRequest()], { address: "10.0.0.1", port: 1000 + i });
    expect(steps.rakp1()).toMatchObject({ kind: "rakp2" });
  });
});

it("a disabled channel is silent", () => {
  const to = lanMachine();
  const session = logIn(to);
  to.bmc.channels.setAccess(1, "volatile", { mode: 0 });
  expect(to.send([hex(PING), outside15(CAPABILITIES), session.datagram("06 01")])).toEqual([]);
});

it.each(["", "06", "06 00 ff 07", "06 00 ff 07 06 00", "07 00 ff 07 00", "06 00 ff 87", "06 00 ff 07 09 00 00 00 00"])(
  "rubbish is dropped: %s",
  (bytes) => {
    expect(lanMachine().send([hex(bytes)], CONSOLE)).toEqual([]);
  },
);
