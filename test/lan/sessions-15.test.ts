/** IPMI 1.5 sessions (IPMI v2 §13.10, §22.16, §22.17) at the LAN server. */
import { describe, expect, it } from "vitest";
import { AuthType } from "../../src/rmcp/auth-type.ts";
import { packetIn } from "../support/lan/client-handshake.ts";
import { activate15, answerIn, challenge15, logIn15 } from "../support/lan/lan-console.ts";
import { lanMachine, type Sent } from "../support/lan/lan-machine.ts";

const DEVICE_ID = "06 01";
/** Admin-only, and changes nothing. */
const SET_CHANNEL_ACCESS = "06 40 01 00 00";

function activated(to: ReturnType<typeof lanMachine>, options: Parameters<typeof activate15>[1] & { name?: string }) {
  const given = challenge15(to, options);
  if (typeof given === "number") return given;
  const [sent] = to.send([activate15(given, options)]);
  return sent && codeOf(sent);
}

/** The datagram of a session with authentication type none. */
function withoutCode(datagram: Uint8Array): Uint8Array {
  const [authTypeAt, codeAt, codeSize] = [4, 13, 16];
  const numbers = datagram.subarray(authTypeAt + 1, codeAt);
  return Uint8Array.of(
    ...datagram.subarray(0, authTypeAt),
    AuthType.None,
    ...numbers,
    ...datagram.subarray(codeAt + codeSize),
  );
}

function codeOf(sent: Sent): string | undefined {
  const packet = packetIn(sent.datagram);
  return packet.kind === "session" ? answerIn(packet.message).slice(0, 2) : undefined;
}

describe("a session", () => {
  it.each([
    ["MD5", AuthType.Md5],
    ["straight password", AuthType.Password],
  ])("with %s carries requests and answers", (_name, type) => {
    const session = logIn15(lanMachine(), { type });
    expect(session.ask(DEVICE_ID)[0]).toMatch(/^00 20/);
    expect(session.ask(SET_CHANNEL_ACCESS)).toEqual(["00"]);
  });
  it("without authentication is there only when it is enabled", () => {
    expect(challenge15(lanMachine(), { type: AuthType.None })).toBe(0xcc);
    const to = lanMachine({ authenticationTypes: ["none"] });
    expect(logIn15(to, { type: AuthType.None }).ask(DEVICE_ID)).toHaveLength(1);
  });
  it("has no codes when the channel does without for each message", () => {
    const to = lanMachine();
    to.bmc.channels.setAccess(1, "volatile", { perMessageAuthentication: false });
    const session = logIn15(to);
    expect(session.authType).toBe(AuthType.None);
    expect(session.ask(SET_CHANNEL_ACCESS)).toEqual(["00"]);
  });
  it("takes User-level commands without a code if the channel does without for them", () => {
    const to = lanMachine();
    const session = logIn15(to);
    const answers = (request: string) => to.send([withoutCode(session.datagram(request))]).map(codeOf);
    expect(answers(DEVICE_ID)).toEqual([]);
    to.bmc.channels.setAccess(1, "volatile", { userLevelAuthentication: false });
    expect(answers(DEVICE_ID)).toEqual(["00"]);
    expect(answers(SET_CHANNEL_ACCESS)).toEqual(["d4"]);
    expect(session.ask(SET_CHANNEL_ACCESS)).toEqual(["00"]);
  });
  it("is described by Get Session Info as one of IPMI 1.5", () => {
    expect(logIn15(lanMachine()).ask("06 3d 00")).toEqual(["00 01 10 01 02 04 01 c0 00 02 09 00 00 00 00 00 00 50 c3"]);
  });
});

describe("Get Session Challenge", () => {
  it.each([
    ["an unknown name", "nobody", 0x81],
    ["a disabled user", "gone", 0x81],
    ["the null user that is not enabled", "", 0x82],
  ])("refuses %s, if user names are to be revealed", (_title, name, code) => {
    expect(challenge15(lanMachine({ revealUserNames: true }), { name })).toBe(code);
  });
});

describe("Activate Session", () => {
  it("gets no answer with a wrong password, and the challenge is used up", () => {
    const to = lanMachine();
    const given = challenge15(to, {});
    if (typeof given === "number") throw new Error(`refused: ${given}`);
    expect(to.send([activate15(given, { password: "wrong" })])).toEqual([]);
    expect(to.send([activate15(given, {})])).toEqual([]);
  });
  it.each([
    ["a password of more than 16 bytes", { name: "long", password: "seventeen letters" }, undefined],
    ["a privilege above the user's limit", { name: "oper", password: "pw3", privilege: 4 }, "86"],
    ["a privilege that does not exist", { privilege: 6 }, "cc"],
  ])("refuses %s", (_title, options, code) => {
    expect(activated(lanMachine(), options)).toBe(code);
  });
  it("is refused when all sessions are in use, or all of its user", () => {
    const full = lanMachine({ sessions: { maximum: 1 } });
    logIn15(full);
    expect(activated(full, {})).toBe("81");
    const to = lanMachine();
    to.bmc.users.setAccess(2, 1, { sessionLimit: 1 });
    logIn15(to);
    expect(activated(to, {})).toBe("82");
  });
  it("gets the same answer when it is repeated, and opens one session", () => {
    const to = lanMachine();
    const given = challenge15(to, {});
    if (typeof given === "number") throw new Error(`refused: ${given}`);
    const first = to.send([activate15(given, {})]);
    expect(to.send([activate15(given, {})])).toEqual(first);
    expect(to.bmc.sessions.count).toBe(1);
  });
  it("is answered under the temporary ID, with the client's own number", () => {
    const to = lanMachine();
    const given = challenge15(to, {});
    if (typeof given === "number") throw new Error(`refused: ${given}`);
    const [sent] = to.send([activate15(given, {})]);
    expect(sent && packetIn(sent.datagram)).toMatchObject({ sessionId: given.id, sequence: 5, authType: AuthType.Md5 });
  });
});
