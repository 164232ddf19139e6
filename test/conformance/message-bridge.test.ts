/** Messages to and from other controllers, IPMI §22.5–§22.7, §22.11. */
import { describe, expect, it } from "vitest";
import { MAX_RECEIVED_MESSAGES } from "../../src/bmc/system-interface.ts";
import { MAX_ANSWER_SIZE } from "../../src/ipmi/answer-size.ts";
import { buildMessage } from "../../src/ipmi/message.ts";
import { hex, toHex } from "../support/bytes/hex.ts";
import { conforms } from "../support/machine/conformance.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

const SATELLITE = { satellites: [{ address: 0x82, name: "blade", device: { id: 0x42, productId: 0x0102 } }] };

/** Get Device ID to 82h from 20h LUN 2, sequence 5, as Linux writes it. */
const TO_SATELLITE = "82 18 66 20 16 01 c9";
const FROM_SATELLITE = "00 00 1e c2 82 14 01 00 42 00 01 00 02 bf 00 00 00 02 01 00 00 00 00 62";

describe("§22.5 Enable Message Channel Receive", () => {
  conforms([
    ["the system interface receives after power-up", "06 32 0f 02", "00 0f 01"],
    ["the channel it was asked on", "06 32 0e 02", "00 0f 01"],
    ["the IPMB does not", "06 32 00 02", "00 00 00"],
    ["enabled", "06 32 00 01", "00 00 01"],
    ["disabled", "06 32 0f 00", "00 0f 00"],
    ["a state that is reserved", "06 32 00 03", "cc"],
    ["a channel that does not exist", "06 32 07 02", "cc"],
    ["one byte short", "06 32 00", "c7"],
    ["one byte long", "06 32 00 02 00", "c7"],
  ]);
  conforms([["is stored", "06 32 00 02", "00 00 01"]], {}, (to) => ask(to, "06 32 00 01"));
});

describe("§22.6 Get Message", () => {
  conforms([
    ["80h when the queue is empty", "06 33", "80"],
    ["one byte long", "06 33 00", "c7"],
  ]);
});

describe("§22.7 Send Message", () => {
  const toUs = (size: number) => `06 34 0f ${"55 ".repeat(size)}`;
  conforms([
    ["to system software: as much as Get Message can give", toUs(250), "00"],
    ["C8h: a byte more", toUs(251), "c8"],
  ]);

  it("gives back the last byte of an accepted message", () => {
    const to = machine(SATELLITE);
    ask(to, toUs(250));
    expect(ask(to, "06 33")).toBe(`00 0f ${"55 ".repeat(250)}`.trim());
  });

  it("limits an answer from the IPMB to what Get Message can return, with CAh for more", () => {
    const frus = [{ id: 0, size: 300 }];
    const to = machine({ satellites: [{ address: 0x82, name: "blade", frus }] });
    const read = (count: number) => {
      const message = { to: 0x82, netFn: 0x0a, toLun: 0, from: 0x20, sequence: 1, fromLun: 2, cmd: 0x11 };
      ask(to, `06 34 00 ${toHex(buildMessage({ ...message, data: Uint8Array.of(0, 0, 0, count) }))}`);
      return ask(to, "06 33");
    };
    expect(read(242)).toMatch(/^00 00 2e b2 82 04 11 00 f2 ff/);
    expect(hex(read(242)).length).toBe(1 + MAX_ANSWER_SIZE);
    expect(read(243)).toMatch(/^00 00 2e b2 82 04 11 ca ..$/);
  });

  conforms(
    [
      ["to a controller that is there", `06 34 00 ${TO_SATELLITE}`, "00"],
      ["with tracking, which changes nothing here", `06 34 40 ${TO_SATELLITE}`, "00"],
      ["83h: no controller has the address", "06 34 00 84 18 64 20 16 01 c9", "83"],
      ["broadcast, to a controller that is there, §20.9", `06 34 00 00 ${TO_SATELLITE}`, "00"],
      ["83h: no controller has the address behind that of the broadcast", "06 34 00 00 84 18 64 20 16 01 c9", "83"],
      ["a broadcast of another command", "06 34 00 00 82 18 66 20 16 04 c6", "cc"],
      ["a broadcast that is too short", "06 34 00 00 82 18 66 20 16 c9", "c7"],
      ["a wrong header checksum", "06 34 00 82 18 67 20 16 01 c9", "cc"],
      ["a wrong checksum", "06 34 00 82 18 66 20 16 01 ca", "cc"],
      ["a response", "06 34 00 82 1c 62 20 16 01 c9", "cc"],
      ["raw", `06 34 80 ${TO_SATELLITE}`, "cc"],
      ["a tracking that is reserved", `06 34 c0 ${TO_SATELLITE}`, "cc"],
      ["a channel that does not exist", `06 34 07 ${TO_SATELLITE}`, "cc"],
      ["too short for the IPMB", "06 34 00 82 18 66 20 16 c9", "c7"],
      ["no channel", "06 34", "c7"],
    ],
    SATELLITE,
  );

  conforms([["d3h: no controller has the address, and ipmb says so", "06 34 00 84 18 64 20 16 01 c9", "d3"]], {
    ...SATELLITE,
    ipmb: { absent: "unavailable" },
  });

  it.each([
    ["", TO_SATELLITE],
    [" to a broadcast", `00 ${TO_SATELLITE}`],
  ])("brings the controller's answer%s into the queue, with its flag and attention", (_title, message) => {
    const to = machine(SATELLITE);
    const qemu = new FakeQemu(to, "3f");
    qemu.request(1, `06 34 00 ${message}`);
    expect(qemu.received()).toEqual(["message 01 07.0 34 [00]", "control 01 []"]);
    expect(ask(to, "06 31")).toBe("00 01");
    expect(ask(to, "06 33")).toBe(FROM_SATELLITE);
    expect(ask(to, "06 33")).toBe("80");
    expect(qemu.received()).toEqual(["control 00 []"]);
  });

  it("raises the interrupt where it is enabled", () => {
    const to = machine(SATELLITE);
    const qemu = new FakeQemu(to, "3f");
    ask(to, "06 2e 01");
    qemu.received();
    ask(to, `06 34 00 ${TO_SATELLITE}`);
    expect(qemu.received()).toEqual(["control 02 []"]);
  });

  it("reaches the BMC itself at its own address", () => {
    const to = machine();
    expect(ask(to, "06 34 00 20 18 c8 20 16 04 c6")).toBe("00");
    expect(ask(to, "06 33")).toBe("00 00 1e c2 20 14 04 00 55 00 73");
  });

  it("to the system interface comes back unchanged", () => {
    const to = machine();
    expect(ask(to, "06 34 0f de ad")).toBe("00");
    expect(ask(to, "06 33")).toBe("00 0f de ad");
  });

  it("keeps the satellite's state apart from the BMC's", () => {
    const to = machine(SATELLITE);
    // Set BMC Global Enables 00h on the satellite.
    expect(ask(to, "06 34 00 82 18 66 20 16 2e 00 9c")).toBe("00");
    expect(ask(to, "06 2f")).toBe("00 08");
  });

  it("loses answers when the queue is full, and goes on", () => {
    const to = machine(SATELLITE);
    for (let i = 0; i <= MAX_RECEIVED_MESSAGES; i++) expect(ask(to, `06 34 00 ${TO_SATELLITE}`)).toBe("00");
    for (let i = 0; i < MAX_RECEIVED_MESSAGES; i++) expect(ask(to, "06 33")).toBe(FROM_SATELLITE);
    expect(ask(to, "06 33")).toBe("80");
  });

  it("Clear Message Flags empties the queue", () => {
    const to = machine(SATELLITE);
    ask(to, `06 34 00 ${TO_SATELLITE}`);
    ask(to, "06 30 01");
    expect(ask(to, "06 31")).toBe("00 00");
    expect(ask(to, "06 33")).toBe("80");
  });
});

const EEPROMS = {
  privateBuses: {
    eeproms: [
      { bus: 1, address: 0xa0, data: "10 11 12 13" },
      { bus: 1, address: 0xa2, data: Array.from({ length: 300 }, (_, i) => i % 251) },
    ],
  },
};

describe("§22.11 Master Write-Read", () => {
  conforms(
    [
      ["a word address, then bytes", "06 52 03 a0 02 01", "00 11 12"],
      ["on from the start past the end", "06 52 03 a0 03 02", "00 12 13 10"],
      ["two bytes of word address on a larger one", "06 52 03 a2 02 01 00", "00 05 06"],
      ["only a probe for the device", "06 52 03 a0 00", "00"],
      ["as much as an answer holds", "06 52 03 a0 fb 00", `00 ${"10 11 12 13 ".repeat(63)}`.slice(0, 3 * 252 - 1)],
      ["CAh: more than an answer holds", "06 52 03 a0 fc 00", "ca"],
      ["83h: another bus", "06 52 05 a0 01 00", "83"],
      ["83h: another address", "06 52 03 a4 01 00", "83"],
      ["83h: the public bus has none", "06 52 02 a0 01 00", "83"],
      ["one byte short", "06 52 03 a0", "c7"],
    ],
    EEPROMS,
  );

  it("writes, and continues reading at the next byte", () => {
    const to = machine(EEPROMS);
    expect(ask(to, "06 52 03 a0 ff 01 cc cc")).toBe("ca");
    expect(ask(to, "06 52 03 a0 00 01 aa bb")).toBe("00");
    expect(ask(to, "06 52 03 a0 04 00")).toBe("00 10 aa bb 13");
    expect(ask(to, "06 52 03 a0 01 02")).toBe("00 bb");
    expect(ask(to, "06 52 03 a0 01")).toBe("00 13");
  });
});
