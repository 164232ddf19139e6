/** Messages between LAN clients and the guest's software (IPMI §6.12.1, §22.5–§22.7), in the layout that Linux reads. */
import { describe, expect, it } from "vitest";
import { MAX_LAN_MESSAGES } from "../../src/bmc/lan/lan-messages.ts";
import { MAX_RECEIVED_MESSAGES } from "../../src/bmc/system-interface.ts";
import { buildMessage } from "../../src/ipmi/message.ts";
import { toHex } from "../support/bytes/hex.ts";
import { type ConsoleSession, logIn, logIn15 } from "../support/lan/lan-console.ts";
import { type LanMachine, lanMachine } from "../support/lan/lan-machine.ts";
import { ask, FakeQemu } from "../support/machine/machine.ts";

/** netFn 30h, command 01h, data AAh from 81h to LUN 10b of the BMC, sequence 6. */
const REQUEST = "20 c2 1e 81 18 01 aa bc";
const RECEIVE = "06 32 01 01";

/** A machine whose software receives from the LAN. */
function receiving(): LanMachine {
  const to = lanMachine();
  ask(to.machine, RECEIVE);
  return to;
}

const LOG_INS: readonly (readonly [string, (to: LanMachine) => ConsoleSession])[] = [
  ["RMCP+", (to) => logIn(to)],
  ["IPMI 1.5", (to) => logIn15(to)],
];

describe.each(LOG_INS)("in a session of %s", (_version, open) => {
  it("a request to LUN 10b waits in the queue with the session's handle and privilege, and raises attention", () => {
    const to = receiving();
    const session = open(to);
    const qemu = new FakeQemu(to.machine, "3f");
    expect(to.send([session.carrying(REQUEST)])).toEqual([]);
    expect(qemu.received()).toEqual(["control 01 []"]);
    expect(ask(to.machine, "06 31")).toBe("00 01");
    expect(ask(to.machine, "06 33")).toBe(`00 41 01 ${REQUEST}`);
    expect(ask(to.machine, "06 33")).toBe("80");
  });

  it("the answer by Send Message reaches the client in its session", () => {
    const to = receiving();
    const session = open(to);
    // Linux writes channel, handle, response.
    const response = "81 c4 bb 20 1a 01 00 55 70";
    const sent = to.sentBy(() => expect(ask(to.machine, `06 34 01 01 ${response}`)).toBe("00"));
    expect(session.messages(sent)).toEqual([response]);
  });

  it("a request of the guest reaches the client, and the client's response the queue", () => {
    const to = receiving();
    const session = open(to);
    const request = "81 c0 bf 20 1a 02 c4";
    const response = "20 c6 1a 81 18 02 00 65";
    expect(session.messages(to.sentBy(() => ask(to.machine, `06 34 01 01 ${request}`)))).toEqual([request]);
    expect(to.send([session.carrying(response)])).toEqual([]);
    expect(ask(to.machine, "06 33")).toBe(`00 41 01 ${response}`);
  });
});

describe("a message to the guest's software", () => {
  it.each([
    ["D3h while its software does not receive from the channel", lanMachine, REQUEST, ["81 c4 bb 20 1a 01 d3 f2"]],
    ["no answer to a response", lanMachine, "20 c6 1a 81 18 02 00 65", []],
  ])("%s", (_title, make, message, answers) => {
    const to = make();
    const session = logIn(to);
    expect(session.messages(to.send([session.carrying(message)]))).toEqual(answers);
    expect(to.server.discarded.get("the guest's software does not take it")).toBe(1);
    expect(ask(to.machine, "06 33")).toBe("80");
  });

  it("by Send Message to the system interface is the same, and a User may send it", () => {
    const to = receiving();
    const session = logIn(to, { role: 0x12 });
    expect(session.ask(`06 34 0f ${REQUEST}`)).toEqual(["00"]);
    expect(ask(to.machine, "06 33")).toBe(`00 21 01 ${REQUEST}`);
  });

  it("to a software ID of the guest is the same", () => {
    const to = receiving();
    const session = logIn(to);
    const message = "41 c0 ff 81 18 01 aa bc";
    to.send([session.carrying(message)]);
    expect(ask(to.machine, "06 33")).toBe(`00 41 01 ${message}`);
  });

  it("of more than Get Message can return is C8h", () => {
    const to = receiving();
    const session = logIn(to);
    const sized = (size: number) =>
      toHex(
        buildMessage({
          to: 0x20,
          netFn: 0x30,
          toLun: 2,
          from: 0x81,
          sequence: 6,
          fromLun: 0,
          cmd: 1,
          data: new Uint8Array(size),
        }),
      );
    expect(session.messages(to.send([session.carrying(sized(243))]))).toEqual(["81 c4 bb 20 1a 01 c8 fd"]);
    expect(to.send([session.carrying(sized(242))])).toEqual([]);
    expect(ask(to.machine, "06 33").split(" ")).toHaveLength(252);
  });

  it("is C0h and counted when too many wait, and answers to the guest's own requests still have room", () => {
    const to = lanMachine({}, undefined, { satellites: [{ address: 0x82, name: "blade" }] });
    ask(to.machine, RECEIVE);
    const session = logIn(to);
    for (let i = 0; i < MAX_LAN_MESSAGES; i++) expect(to.send([session.carrying(REQUEST)])).toEqual([]);
    expect(session.messages(to.send([session.carrying(REQUEST)]))).toEqual(["81 c4 bb 20 1a 01 c0 05"]);
    expect(session.ask(`06 34 0f ${REQUEST}`)).toEqual(["c0"]);
    expect(to.server.discarded.get("the guest's software does not take it")).toBe(1);
    const toBlade = "06 34 00 82 18 66 20 16 01 c9";
    for (let i = MAX_LAN_MESSAGES; i < MAX_RECEIVED_MESSAGES; i++) expect(ask(to.machine, toBlade)).toBe("00");
    for (let i = 0; i < MAX_LAN_MESSAGES; i++) expect(ask(to.machine, "06 33")).toMatch(/^00 41 /);
    for (let i = MAX_LAN_MESSAGES; i < MAX_RECEIVED_MESSAGES; i++) expect(ask(to.machine, "06 33")).toMatch(/^00 00 /);
    expect(ask(to.machine, "06 33")).toBe("80");
  });
});

describe("Send Message to the LAN channel", () => {
  const response = "81 c4 bb 20 1a 01 00 55 70";
  it.each([
    ["80h: no session has the handle", `06 34 01 02 ${response}`, "80"],
    ["CCh: a wrong checksum", "06 34 01 01 81 c4 bb 20 1a 01 00 55 71", "cc"],
    ["C7h: too short", "06 34 01 01 81 c4 bb", "c7"],
    ["C7h: no handle", "06 34 01", "c7"],
  ])("%s", (_title, request, answer) => {
    const to = receiving();
    logIn(to);
    expect(to.sentBy(() => expect(ask(to.machine, request)).toBe(answer))).toEqual([]);
  });

  it("from the IPMB reaches the client too", () => {
    const to = receiving();
    const session = logIn(to);
    const sent = to.sentBy(() => expect(ask(to.machine, `06 34 01 01 ${response}`, 0, 0)).toBe("00"));
    expect(session.messages(sent)).toEqual([response]);
  });

  it("from a session is CCh: sessions cannot write to each other", () => {
    const to = receiving();
    expect(logIn(to).ask(`06 34 41 01 ${response}`)).toEqual(["cc"]);
  });

  it("a session that is over has no handle, and the next one gets another", () => {
    const to = receiving();
    logIn(to);
    ask(to.machine, "06 3c 00 00 00 00 01");
    logIn(to);
    expect(ask(to.machine, `06 34 01 01 ${response}`)).toBe("80");
    expect(ask(to.machine, `06 34 01 02 ${response}`)).toBe("00");
  });
});
