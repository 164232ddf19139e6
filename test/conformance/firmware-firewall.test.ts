/** Firmware firewall and command discovery, v2 chapter 21. */
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { commandTable } from "../../src/commands/index.ts";
import type { Machine } from "../../src/machine.ts";
import { conforms } from "../support/machine/conformance.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

/** Bytes 2 to 16 of a mask: 15 times the same. */
const ff = Array(14).fill("ff").join(" ");
const zero = Array(14).fill("00").join(" ");
const NONE = `00 00 ${zero}`;

/** Chassis has 00h to 0Bh and 0Fh. */
const CHASSIS = `ff 8f ${zero}`;
const NOT_CHASSIS = `00 70 ${ff}`;
const CHASSIS_BUT_CONTROL = `fb 8f ${zero}`;

/** Numbers of the 1 bits of an answer, after `skip` bytes. */
function numbers(answer: string, skip: number): number[] {
  const bytes = answer.split(" ").slice(skip);
  return bytes.flatMap((byte, at) =>
    [...Array(8).keys()].filter((i) => Number.parseInt(byte, 16) & (1 << i)).map((i) => 8 * at + i),
  );
}

function without(bmc: Machine): void {
  expect(ask(bmc, `06 60 0f 00 00 ${CHASSIS_BUT_CONTROL}`)).toBe("00");
}

describe("v2 §21.2 Get NetFn Support", () => {
  conforms([
    ["CCh: no such channel", "06 09 07", "cc"],
    ["one byte short", "06 09", "c7"],
    ["one byte long", "06 09 0e 00", "c7"],
  ]);
  it.each(["0e", "0f", "00", "01"])("channel %s: the netFns of the command table on LUN 0", (channel) => {
    const answer = ask(machine(), `06 09 ${channel}`);
    const pairs = new Set(commandTable.map(({ netFn }) => netFn / 2));
    expect(numbers(answer, 2).filter((pair) => pair < 32)).toEqual([...pairs].sort((a, b) => a - b));
    expect(answer.split(" ")).toHaveLength(18);
  });
  it("marks LUNs as restricted where the channel has a disabled command", () => {
    const bmc = machine({ oemCommands: [{ netFn: 0x3e, cmd: 1 }] });
    expect(ask(bmc, "06 09 0f").split(" ")[1]).toMatch(/.[15]/);
    without(bmc);
    expect(ask(bmc, "06 09 0f").split(" ")[1]).toMatch(/.[26a]/);
    expect(ask(bmc, "06 09 00").split(" ")[1]).toMatch(/.[15]/);
    expect(numbers(ask(bmc, "06 09 0f"), 2)).toContain(31);
  });
});

describe("v2 §21.3 Get Command Support", () => {
  conforms([
    ["chassis, 00h to 7Fh: 0b where there is the command", "06 0a 0e 00 00", `00 ${NOT_CHASSIS}`],
    ["by the response's netFn", "06 0a 0e 01 00", `00 ${NOT_CHASSIS}`],
    ["chassis, 80h to FFh: none", "06 0a 0e 40 00", `00 ff ff ${ff}`],
    ["a LUN that has none of them", "06 0a 0e 00 01", `00 ff ff ${ff}`],
    ["a netFn without commands", "06 0a 0e 38 00", `00 ff ff ${ff}`],
    ["a group extension of a body that has none", "06 0a 0e 2c 00 00", `00 ff ff ${ff}`],
    ["an OEM group that does not exist", "06 0a 0e 2e 00 01 02 03", `00 ff ff ${ff}`],
    ["CCh: operation 10b", "06 0a 0e 80 00", "cc"],
    ["CCh: operation 11b", "06 0a 0e c0 00", "cc"],
    ["CCh: no such channel", "06 0a 07 00 00", "cc"],
    ["a body for a netFn without bodies", "06 0a 0e 00 00 dc", "c7"],
    ["a body that is too long", "06 0a 0e 2c 00 dc 00", "c7"],
    ["an IANA number that is too short", "06 0a 0e 2e 00 01 02", "c7"],
    ["one byte short", "06 0a 0e 00", "c7"],
  ]);
  it.each([...new Set(commandTable.map(({ netFn }) => netFn))])("netFn %i: exactly the command table", (netFn) => {
    const mask = (operation: number) => {
      const answer = ask(machine(), `06 0a 0e ${(operation + netFn).toString(16).padStart(2, "0")} 00`);
      return numbers(answer, 1);
    };
    const missing = [...mask(0), ...mask(0x40).map((number) => number + 128)];
    const here = new Set(commandTable.filter((command) => command.netFn === netFn).map(({ cmd }) => cmd));
    expect(missing).toEqual([...Array(256).keys()].filter((cmd) => !here.has(cmd)));
  });
  it("counts configured commands", () => {
    const bmc = machine({ oemCommands: [{ netFn: 0x30, cmd: 0x81 }] });
    expect(ask(bmc, "06 0a 0e 70 00")).toBe(`00 fd ff ${ff}`);
  });
});

describe("v2 §21.4 Get Command Sub-function Support", () => {
  conforms([
    ["Chassis Control has six, of IPMI 2.0 rev. 1.1 E7", "06 0b 0e 00 00 02", "00 07 02 11 c0 ff ff ff"],
    ["Get Device ID has none", "06 0b 0e 06 00 01", "00 07 02 11 ff ff ff ff"],
    ["a command that does not exist", "06 0b 0e 00 00 99", "00 07 02 11 ff ff ff ff"],
    ["of DCMI 1.5 rev. 1.0", "06 0b 0e 2c 00 01 dc", "00 00 51 10 ff ff ff ff"],
    ["CCh: no such channel", "06 0b 07 00 00 02", "cc"],
    ["one byte short", "06 0b 0e 00 00", "c7"],
    ["one byte long", "06 0b 0e 00 00 02 00", "c7"],
  ]);
});

describe("v2 §21.5 Get Configurable Commands", () => {
  conforms([
    ["chassis: all", "06 0c 0e 00 00", `00 ${CHASSIS}`],
    ["chassis, 80h to FFh: none", "06 0c 0e 40 00", `00 ${NONE}`],
    ["CCh: operation 10b", "06 0c 0e 80 00", "cc"],
    ["CCh: no such channel", "06 0c 07 00 00", "cc"],
    ["one byte short", "06 0c 0e 00", "c7"],
    ["one byte long", "06 0c 0e 00 00 00", "c7"],
  ]);
  it("refuses to disable Get Device ID and this chapter's own commands", () => {
    const configurable = new Set(numbers(ask(machine(), "06 0c 0e 06 00"), 1));
    const fixed = commandTable.filter(({ netFn, cmd }) => netFn === 6 && !configurable.has(cmd));
    expect(fixed.map(({ cmd }) => cmd)).toEqual([0x01, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x60, 0x61, 0x62, 0x63, 0x64]);
  });
});

describe("v2 §21.6 Get Configurable Command Sub-functions", () => {
  conforms([
    ["all of Chassis Control", "06 0d 0e 00 00 02", "00 3f 00 00 00"],
    ["none of Get Device ID", "06 0d 0e 06 00 01", "00 00 00 00 00"],
    ["CCh: no such channel", "06 0d 07 00 00 02", "cc"],
    ["one byte short", "06 0d 0e 00 00", "c7"],
    ["one byte long", "06 0d 0e 00 00 02 00", "c7"],
  ]);
});

describe("v2 §21.7 Set Command Enables", () => {
  conforms([
    ["all, unchanged", `06 60 0e 00 00 ${CHASSIS}`, "00"],
    ["none", `06 60 0e 00 00 ${NONE}`, "00"],
    ["80h to FFh, where no command exists", `06 60 0e 40 00 ${NONE}`, "00"],
    ["CCh: one that does not exist", `06 60 0e 00 00 ff 9f ${zero}`, "cc"],
    ["CCh: Get Device ID off", `06 60 0e 06 00 ${NONE}`, "cc"],
    ["CCh: operation 10b", `06 60 0e 80 00 ${NONE}`, "cc"],
    ["CCh: no such channel", `06 60 07 00 00 ${CHASSIS}`, "cc"],
    ["one byte short", `06 60 0e 00 00 00 ${zero}`, "c7"],
    ["one byte long", `06 60 0e 00 00 ${CHASSIS} 00`, "c7"],
  ]);
  it("answers D4h to a disabled command, on that channel alone, until it is enabled", () => {
    const bmc = machine();
    without(bmc);
    expect(ask(bmc, "00 02 01")).toBe("d4");
    expect(ask(bmc, "00 01")).toMatch(/^00/);
    const elsewhere = bmc.bmc.ipmb.deliver(0x20, { netFn: 0, lun: 0, cmd: 2, data: Uint8Array.of(1) });
    expect(elsewhere).toMatchObject({ completionCode: 0x00 });
    ask(bmc, `06 60 0f 00 00 ${CHASSIS}`);
    expect(ask(bmc, "00 02 01")).toBe("00");
  });
  it("still answers C7h to a bad length, and keeps commands disabled over a cold reset", () => {
    const bmc = machine();
    without(bmc);
    ask(bmc, "06 02");
    expect(ask(bmc, "00 02")).toBe("c7");
    expect(ask(bmc, "00 02 01")).toBe("d4");
  });
  it("a refused set changes nothing", () => {
    const bmc = machine();
    ask(bmc, `06 60 0e 00 00 00 10 ${zero}`);
    expect(ask(bmc, "06 61 0e 00 00")).toBe(`00 ${CHASSIS}`);
  });
  it("refuses a configured command with the built-in one that it replaces", () => {
    const bmc = machine({ oemCommands: [{ netFn: 0, cmd: 2, match: "0f", data: "42" }] });
    without(bmc);
    expect(ask(bmc, "00 02 0f")).toBe("d4");
    expect(ask(bmc, "00 02 01")).toBe("d4");
  });
  it("a disabled command does nothing to the machine", () => {
    const bmc = machine({}, new ManualClock());
    const qemu = new FakeQemu(bmc, "3f");
    without(bmc);
    qemu.request(1, "00 02 03");
    expect(qemu.received()).toEqual([expect.stringContaining("d4")]);
  });
});

describe("v2 §21.8 Get Command Enables", () => {
  conforms([
    ["all at first", "06 61 0e 00 00", `00 ${CHASSIS}`],
    ["80h to FFh: none", "06 61 0e 40 00", `00 ${NONE}`],
    ["CCh: operation 10b", "06 61 0e 80 00", "cc"],
    ["CCh: no such channel", "06 61 07 00 00", "cc"],
    ["one byte short", "06 61 0e 00", "c7"],
    ["one byte long", "06 61 0e 00 00 00", "c7"],
  ]);
  conforms(
    [
      ["without Chassis Control", "06 61 0e 00 00", `00 ${CHASSIS_BUT_CONTROL}`],
      ["another channel", "06 61 00 00 00", `00 ${CHASSIS}`],
    ],
    {},
    without,
  );
});

describe("v2 §21.9 Set Command Sub-function Enables", () => {
  conforms([
    ["only power up", "06 62 0e 00 00 02 02 00 00 00", "00"],
    ["with a second mask", "06 62 0e 00 00 02 3f 00 00 00 00 00 00 00", "00"],
    ["of a command without any", "06 62 0e 00 00 01 00 00 00 00", "00"],
    ["a group extension's, with its body", "06 62 0e 2c 00 01 dc 00 00 00 00", "00"],
    ["CCh: one that does not exist", "06 62 0e 00 00 02 7f 00 00 00", "cc"],
    ["CCh: one in the second mask", "06 62 0e 00 00 02 3f 00 00 00 01 00 00 00", "cc"],
    ["CCh: of a command without any", "06 62 0e 00 00 01 01 00 00 00", "cc"],
    ["CCh: no such channel", "06 62 07 00 00 02 3f 00 00 00", "cc"],
    ["one byte short", "06 62 0e 00 00 02 3f 00 00", "c7"],
    ["one byte long", "06 62 0e 00 00 02 3f 00 00 00 00", "c7"],
    ["no mask", "06 62 0e 00 00 02", "c7"],
  ]);
  it("answers D6h to a disabled sub-function, on that channel alone", () => {
    const bmc = machine();
    expect(ask(bmc, "06 62 0e 00 00 02 3d 00 00 00")).toBe("00");
    expect(ask(bmc, "00 02 01")).toBe("d6");
    expect(ask(bmc, "00 02 05")).not.toBe("d6");
    const elsewhere = bmc.bmc.ipmb.deliver(0x20, { netFn: 0, lun: 0, cmd: 2, data: Uint8Array.of(1) });
    expect(elsewhere).toMatchObject({ completionCode: 0x00 });
    ask(bmc, "06 62 0e 00 00 02 3f 00 00 00");
    expect(ask(bmc, "00 02 01")).toBe("00");
  });
});

describe("v2 §21.10 Get Command Sub-function Enables", () => {
  conforms([
    ["all at first", "06 63 0e 00 00 02", "00 3f 00 00 00"],
    ["a command without any", "06 63 0e 06 00 01", "00 00 00 00 00"],
    ["a command that does not exist", "06 63 0e 06 00 ff", "00 00 00 00 00"],
    ["CCh: no such channel", "06 63 07 00 00 02", "cc"],
    ["one byte short", "06 63 0e 00 00", "c7"],
    ["one byte long", "06 63 0e 00 00 02 00", "c7"],
  ]);
  conforms([["what was set", "06 63 0e 00 00 02", "00 08 00 00 00"]], {}, (bmc) =>
    ask(bmc, "06 62 0e 00 00 02 08 00 00 00"),
  );
});

describe("v2 §21.11 Get OEM NetFn IANA Support", () => {
  conforms(
    [
      ["the first of two bodies", "06 64 0e 2c 00", "00 00 01 55"],
      ["the second, the last", "06 64 0e 2d 01", "00 01 01 dc"],
      ["C9h: no third", "06 64 0e 2c 02", "c9"],
      ["CCh: an OEM group", "06 64 0e 2e 00", "cc"],
      ["CCh: a netFn without a defining body", "06 64 0e 06 00", "cc"],
      ["CCh: no such channel", "06 64 07 2c 00", "cc"],
      ["one byte short", "06 64 0e 2c", "c7"],
      ["one byte long", "06 64 0e 2c 00 00", "c7"],
    ],
    {
      oemCommands: [
        { netFn: 0x2c, cmd: 1, match: "55 *" },
        { netFn: 0x2c, cmd: 2, match: "dc *" },
      ],
    },
  );
});
