/** Faults that clients have workarounds for, in memory: docs/lan-faults.md. */
import { describe, expect, it } from "vitest";
import { rakpCodes } from "../../src/lan/rakp-codes.ts";
import { hindered } from "../../src/lan/sol-faults.ts";
import type { LanFault } from "../../src/replies/lan-fault.ts";
import { AuthType } from "../../src/rmcp/auth-type.ts";
import { Authentication, CIPHER_SUITES } from "../../src/rmcp/cipher-suites.ts";
import { hex, toHex } from "../support/bytes/hex.ts";
import { packetIn } from "../support/lan/client-handshake.ts";
import { activate15, challenge15, logIn, logIn15 } from "../support/lan/lan-console.ts";
import { type LanMachine, lanMachine } from "../support/lan/lan-machine.ts";

const DEVICE_ID = "06 01";
/** Set Channel Access, volatile: no per-message authentication. */
const NO_PER_MESSAGE = "06 40 01 92 00";

function withFault(to: LanMachine, fault: Partial<LanFault>): void {
  to.machine.lanFaults.add({ name: "it", way: "answer", when: {}, ...fault });
}

describe("perMessage", () => {
  /** An open session without per-message authentication, and the authentication type of its answer to Get Device ID. */
  const opened = (fault: Partial<LanFault>) => {
    const to = lanMachine();
    expect(logIn(to).ask(NO_PER_MESSAGE)).toEqual(["00"]);
    const session = logIn15(to);
    expect(session.authType).toBe(AuthType.None);
    withFault(to, fault);
    const answers = to.send([session.datagram(DEVICE_ID)]).map(({ datagram }) => packetIn(datagram));
    return { answers, discarded: to.server.discarded.get("not authenticated") };
  };

  it("answered: answers have a code", () => {
    expect(opened({})).toMatchObject({ answers: [{ authType: AuthType.None }] });
    expect(opened({ perMessage: "answered" })).toMatchObject({ answers: [{ authType: AuthType.Md5 }] });
  });

  it("required: requests without a code are discarded", () => {
    expect(opened({ perMessage: "required" })).toEqual({ answers: [], discarded: 1 });
  });
});

it("sequence: the answer to Activate Session has the client's number turned round, too", () => {
  const to = lanMachine();
  const given = challenge15(to, {});
  if (typeof given === "number") throw new Error("no challenge");
  withFault(to, { sequence: "bigEndian" });
  const [sent] = to.send([activate15(given, {})]);
  expect(sent && packetIn(sent.datagram)).toMatchObject({ sequence: 0x05000000 });
});

describe("rakp: intel", () => {
  const suiteOf = (id: number) => CIPHER_SUITES.find((suite) => suite.id === id) ?? CIPHER_SUITES[0];
  const codesOf = (suiteId: number) => {
    const suite = suiteOf(suiteId);
    if (!suite) throw new Error("no suite");
    const userName = hex("61 64 6d 69 6e 00 00 00 00 00 00 00 00 00 00 00");
    const random = new Uint8Array(16);
    const ids = { consoleSessionId: 1, bmcSessionId: 2, consoleRandom: random, bmcRandom: random, guid: random };
    const facts = {
      suite,
      wanted: 4,
      password: new Uint8Array(20).fill(7),
      handshake: { ...ids, role: 0x14, userName },
    };
    return { facts, codes: rakpCodes(facts, { rakp: "intel" }) };
  };

  it("RAKP 2 and the keys have the name and the role as sent, RAKP 3 has the name alone and no lookup bit", () => {
    const { facts, codes } = codesOf(3);
    expect(codes.handshake).toEqual(facts.handshake);
    expect(codes.proven).toEqual({ ...facts.handshake, role: 4, userName: hex("61 64 6d 69 6e") });
  });

  it.each([
    [3, Authentication.HmacSha1, 20],
    [1, Authentication.None, 20],
    [6, Authentication.None, 16],
    [8, Authentication.HmacMd5, 16],
    [12, Authentication.HmacMd5, 16],
    [17, Authentication.HmacSha256, 20],
  ])("with suite %i the check value has algorithm %i, and a password %i bytes", (suite, algorithm, size) => {
    const { codes } = codesOf(suite);
    expect(codes.checkValue).toBe(algorithm);
    expect(codes.password).toHaveLength(size);
  });
});

const NO_CHARACTERS = { received: 0, sent: 0 };

describe("sol", () => {
  const stream = (sol: "deaf" | "stuck") => {
    const taken: string[] = [];
    const receive = (payload: Uint8Array) => taken.push(toHex(payload)) > 0;
    return { taken, ...hindered({ counts: NO_CHARACTERS, receive, stop() {} }, sol) };
  };

  it("deaf: the console's acknowledgements count, its characters do not", () => {
    const { taken, receive } = stream("deaf");
    for (const payload of ["01 05 03 00 68 69", "02 00 00 00 6a", "00 06 04 00"]) receive(hex(payload));
    expect(taken).toEqual(["00 05 03 00", "00 00 00 00", "00 06 04 00"]);
  });

  it("stuck: the console's first packet is not taken until another number has come", () => {
    const { taken, receive } = stream("stuck");
    for (const payload of ["01 00 00 00 68", "01 00 00 00 68", "02 00 00 00 68"]) receive(hex(payload));
    expect(taken).toEqual(["00 00 00 00", "00 00 00 00", "02 00 00 00 68"]);
  });

  it("is chosen by the request that activates SOL", () => {
    const to = lanMachine();
    const { sol, solActivations } = to.bmc.lan;
    const taken: Uint8Array[] = [];
    const receive = (payload: Uint8Array) => taken.push(payload) > 0;
    solActivations.service = { counts: NO_CHARACTERS, start: () => ({ counts: NO_CHARACTERS, receive, stop() {} }) };
    sol.set({ enabled: true });
    const session = logIn(to);
    withFault(to, { sol: "deaf", when: { command: { netFn: 6, cmd: 0x48 } } });
    session.ask("06 4c 01 02 02 00 00 00");
    expect(session.ask("06 48 01 01 c0 00 00 00")[0]).toMatch(/^00 /);
    const open = to.bmc.sessions.byHandle(1);
    if (!open) throw new Error("no session");
    expect(solActivations.receive(open, hex("01 00 00 00 68"))).toBe(true);
    expect(taken.map(toHex)).toEqual(["00 00 00 00"]);
  });
});
