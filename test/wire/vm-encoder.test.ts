import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Capability, Control, encodeControl, isAnnounced, isControl } from "../../src/wire/vm-control.ts";
import { encodeMessage } from "../../src/wire/vm-message.ts";
import { decodeAll } from "../support/bytes/decode.ts";
import { hex, toHex } from "../support/bytes/hex.ts";

const MESSAGES: readonly (readonly [string, Parameters<typeof encodeMessage>[0], string])[] = [
  ["a completion code alone", { id: 0x00, netFn: 0x07, lun: 0, cmd: 0x01, data: hex("c1") }, "00 1c 01 c1 22 a0"],
  ["an id that must be escaped", { id: 0xa0, netFn: 0x07, lun: 0, cmd: 0x01, data: hex("00") }, "aa b0 1c 01 00 43 a0"],
  [
    "data that must be escaped",
    { id: 0, netFn: 0x07, lun: 0, cmd: 0x01, data: hex("a0 a1 aa") },
    "00 1c 01 aa b0 aa b1 aa ba f8 a0",
  ],
  [
    "a checksum that must be escaped",
    { id: 0x43, netFn: 0x07, lun: 0, cmd: 0x01, data: hex("00") },
    "43 1c 01 00 aa b0 a0",
  ],
  ["a LUN", { id: 1, netFn: 0x05, lun: 3, cmd: 0x2d, data: hex("cb") }, "01 17 2d cb f0 a0"],
];

const CONTROLS: readonly (readonly [string, readonly [Control, ...number[]], string])[] = [
  ["VERSION 1", [Control.Version, 1], "ff 01 a1"],
  ["CAPABILITIES", [Control.Capabilities, 0x3f], "08 3f a1"],
  ["CAPABILITIES that must be escaped", [Control.Capabilities, 0xa0], "08 aa b0 a1"],
  ["ATTN", [Control.Attn], "01 a1"],
  ["POWEROFF", [Control.PowerOff], "03 a1"],
];

describe("encoding", () => {
  it.each(MESSAGES)("a message: %s", (_title, message, wire) => {
    expect(toHex(encodeMessage(message))).toBe(toHex(hex(wire)));
  });

  it.each(CONTROLS)("a control command: %s", (_title, [code, ...data], wire) => {
    expect(toHex(encodeControl(code, ...data))).toBe(toHex(hex(wire)));
  });

  it("comes back unchanged, for every message that fits", () => {
    const byte = fc.nat(0xff);
    const message = fc.record({
      id: byte,
      netFn: fc.nat(63),
      lun: fc.nat(3),
      cmd: byte,
      data: fc.uint8Array({ maxLength: 298 }),
    });
    fc.assert(
      fc.property(message, (sent) => {
        expect(decodeAll(encodeMessage(sent))).toEqual([{ kind: "message", ...sent }]);
      }),
    );
  });

  it("comes back unchanged, for every control command", () => {
    for (const code of Object.values(Control)) {
      expect(decodeAll(encodeControl(code, 0xaa))).toEqual([{ kind: "control", code, data: Uint8Array.of(0xaa) }]);
    }
  });
});

describe("capabilities", () => {
  /** Capability that each command needs; the codes QEMU itself sends need none. */
  const NEEDS: readonly (readonly [Control, number])[] = [
    [Control.NoAttn, 0x10],
    [Control.Attn, 0x10],
    [Control.AttnIrq, 0x14],
    [Control.PowerOff, 0x01],
    [Control.Reset, 0x02],
    [Control.EnableIrq, 0x04],
    [Control.DisableIrq, 0x04],
    [Control.SendNmi, 0x08],
    [Control.GracefulShutdown, 0x20],
    [Control.Disable, 0x40],
    [Control.Enable, 0x40],
    [Control.Version, 0],
    [Control.Capabilities, 0],
  ];

  it.each(NEEDS)("command %i needs bits %i", (code, bits) => {
    expect(isAnnounced(code, bits)).toBe(true);
    expect(isAnnounced(code, 0xff)).toBe(true);
    for (const bit of Object.values(Capability)) {
      if (bits & bit) expect(isAnnounced(code, 0xff & ~bit)).toBe(false);
    }
  });

  it("knows thirteen codes", () => {
    expect(Array.from({ length: 256 }, (_, code) => code).filter(isControl)).toHaveLength(13);
  });
});
