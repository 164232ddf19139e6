/** IPM device "global" commands, IPMI chapter 20. */
import { describe, expect, it } from "vitest";
import { conforms } from "../support/machine/conformance.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

describe("§20.1 Get Device ID", () => {
  conforms([
    ["defaults", "06 01", "00 20 00 01 00 02 bf 00 00 00 00 00 00 00 00 00"],
    ["one byte long", "06 01 00", "c7"],
  ]);
  conforms([["every field where the table has it", "06 01", "00 21 83 05 42 51 ff 56 34 02 cd ab 11 22 33 44"]], {
    device: {
      id: 0x21,
      revision: 3,
      firmware: { major: 5, minor: 42 },
      ipmiVersion: "1.5",
      manufacturerId: 0x23456,
      productId: 0xabcd,
      auxiliaryFirmware: "11 22 33 44",
      providesSdrs: true,
      supports: [
        "sensor",
        "sdrRepository",
        "sel",
        "fru",
        "ipmbEventReceiver",
        "ipmbEventGenerator",
        "bridge",
        "chassis",
      ],
    },
  });
  it.each(["raw 0x0b", "raw 11"])("a minor revision that is not BCD is sent unchanged: %s", (minor) => {
    expect(ask(machine({ device: { firmware: { minor } } }), "06 01").split(" ")[4]).toBe("0b");
  });
  it.each([
    ["sensor", "01"],
    ["sdrRepository", "02"],
    ["sel", "04"],
    ["fru", "08"],
    ["ipmbEventReceiver", "10"],
    ["ipmbEventGenerator", "20"],
    ["bridge", "40"],
    ["chassis", "80"],
  ])("support of %s is bit %s alone", (support, bits) => {
    expect(ask(machine({ device: { supports: [support] } }), "06 01").split(" ")[6]).toBe(bits);
  });
});

describe("§20.2 Cold Reset", () => {
  conforms([
    ["is answered", "06 02", "00"],
    ["one byte long", "06 02 00", "c7"],
  ]);

  it("resets global enables and ACPI state to power-up, and lowers attention", () => {
    const bmc = machine();
    const qemu = new FakeQemu(bmc, "3f");
    ask(bmc, "06 2e 0f");
    ask(bmc, "06 06 85 83");
    bmc.bmc.messaging.putEvent(new Uint8Array(16));
    qemu.received();
    ask(bmc, "06 02");
    expect(ask(bmc, "06 2f")).toBe("00 08");
    expect(ask(bmc, "06 07")).toBe("00 00 00");
    expect(ask(bmc, "06 31")).toBe("00 00");
    expect(qemu.received()).toEqual(["control 06 []", "control 00 []"]);
  });
});

describe("§20.3 Warm Reset", () => {
  conforms([
    ["is answered", "06 03", "00"],
    ["one byte long", "06 03 00", "c7"],
  ]);

  it("drops waiting messages and keeps the global enables", () => {
    const bmc = machine();
    ask(bmc, "06 2e 0f");
    bmc.bmc.messaging.putEvent(new Uint8Array(16));
    ask(bmc, "06 03");
    expect(ask(bmc, "06 31")).toBe("00 00");
    expect(ask(bmc, "06 2f")).toBe("00 0f");
  });
});

describe("§20.4 Get Self Test Results", () => {
  conforms([
    ["passed", "06 04", "00 55 00"],
    ["one byte long", "06 04 00", "c7"],
  ]);
  it.each([
    [{ result: "notImplemented" }, "00 56 00"],
    [{ result: "corrupted", detail: 0x80 }, "00 57 80"],
    [{ result: "fatal", detail: 0x12 }, "00 58 12"],
  ])("%o", (selfTest, answer) => {
    expect(ask(machine({ selfTest }), "06 04")).toBe(answer);
  });
});

describe("§20.6 Set ACPI Power State", () => {
  conforms([
    ["S5 and D3", "06 06 85 83", "00"],
    ["bit 7 clear leaves both alone", "06 06 05 03", "00"],
    ["7Fh leaves both alone", "06 06 ff ff", "00"],
    ["a system state that does not exist", "06 06 8b 80", "cc"],
    ["a device state that does not exist", "06 06 80 84", "cc"],
    ["one byte short", "06 06 80", "c7"],
    ["one byte long", "06 06 80 80 00", "c7"],
  ]);

  it("a refused device state does not change the system state either", () => {
    const bmc = machine();
    ask(bmc, "06 06 85 84");
    expect(ask(bmc, "06 07")).toBe("00 00 00");
  });
});

describe("§20.7 Get ACPI Power State", () => {
  conforms([
    ["S0/G0 and D0 after power-up", "06 07", "00 00 00"],
    ["one byte long", "06 07 00", "c7"],
  ]);
  conforms([["what was set", "06 07", "00 05 03"]], {}, (bmc) => ask(bmc, "06 06 85 83"));
  conforms([["only the half that bit 7 marks", "06 07", "00 05 00"]], {}, (bmc) => ask(bmc, "06 06 85 03"));
  conforms([["7Fh kept the state", "06 07", "00 20 02"]], {}, (bmc) => {
    ask(bmc, "06 06 a0 82");
    ask(bmc, "06 06 ff ff");
  });
});

describe("§20.8 Get Device GUID", () => {
  conforms(
    [
      ["the text's bytes from last to first", "06 08", "00 ff ee dd cc bb aa 99 88 77 66 55 44 33 22 11 00"],
      ["one byte long", "06 08 00", "c7"],
    ],
    { guid: "00112233-4455-6677-8899-aabbccddeeff" },
  );
});
