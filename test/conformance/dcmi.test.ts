/** DCMI 1.5, chapter 6: capabilities, configuration, names, sensors. Power is in dcmi-power.test.ts. */
import { describe, expect, it } from "vitest";
import { toHex } from "../support/bytes/hex.ts";
import { conforms } from "../support/machine/conformance.ts";
import { DCMI_SENSORS, TEN_INLETS } from "../support/machine/dcmi-sensors.ts";
import { ask, machine } from "../support/machine/machine.ts";

const text = (characters: string) => toHex(Buffer.from(characters));

describe("DCMI chapter 6: the defining body", () => {
  conforms([
    ["another body's command of the same number", "2c 01 00 01", "cc"],
    ["no body", "2c 01", "cc"],
    ["a number that DCMI has not", "2c 11 dc", "c1"],
  ]);
});

describe("DCMI §6.1.1 Get DCMI Capabilities Info", () => {
  conforms([
    ["1: power management, in-band access", "2c 01 dc 01", "00 dc 01 05 02 00 01 01"],
    [
      "2: 1024 SEL entries, no rollover, asset tag, host name and GUID, a temperature each second",
      "2c 01 dc 02",
      "00 dc 01 05 02 00 04 07 00 01",
    ],
    ["3: power is managed by the BMC", "2c 01 dc 03", "00 dc 01 05 02 20 01"],
    ["4: LAN channel 1, no second, no serial", "2c 01 dc 04", "00 dc 01 05 02 01 ff ff"],
    ["5: rolling averages", "2c 01 dc 05", "00 dc 01 05 02 09 05 0f 1e 41 43 47 4f 5e 81"],
    ["CCh: no parameter 0", "2c 01 dc 00", "cc"],
    ["CCh: no parameter 6", "2c 01 dc 06", "cc"],
    ["one byte short", "2c 01 dc", "c7"],
    ["one byte long", "2c 01 dc 01 00", "c7"],
  ]);
  conforms(
    [
      ["2: as many entries as the field can say", "2c 01 dc 02", "00 dc 01 05 02 ff 0f 07 00 01"],
      ["4: no LAN", "2c 01 dc 04", "00 dc 01 05 02 ff ff ff"],
    ],
    { sel: { capacity: 10000 }, lan: { present: false } },
  );
});

describe("DCMI §6.1.2 Set DCMI Configuration Parameters", () => {
  conforms([
    ["activate DHCP", "2c 12 dc 01 00 01", "00 dc"],
    ["discovery", "2c 12 dc 02 00 83", "00 dc"],
    ["CCh: activate something else", "2c 12 dc 01 00 02", "cc"],
    ["CCh: a second set", "2c 12 dc 02 01 83", "cc"],
    ["80h: no parameter 0", "2c 12 dc 00 00 01", "80"],
    ["80h: no parameter 6", "2c 12 dc 06 00 01", "80"],
    ["timing, one byte short", "2c 12 dc 04 00 01", "c7"],
    ["timing, one byte long", "2c 12 dc 03 00 01 00", "c7"],
    ["one byte short", "2c 12 dc 02 00", "c7"],
  ]);
});

describe("DCMI §6.1.3 Get DCMI Configuration Parameters", () => {
  conforms([
    ["1: always 0", "2c 13 dc 01 00", "00 dc 01 05 01 00"],
    ["2: host name", "2c 13 dc 02 00", "00 dc 01 05 01 01"],
    ["3: 4 s", "2c 13 dc 03 00", "00 dc 01 05 01 04"],
    ["4: 120 s", "2c 13 dc 04 00", "00 dc 01 05 01 78 00"],
    ["5: 64 s", "2c 13 dc 05 00", "00 dc 01 05 01 40 00"],
    ["80h: no parameter 6", "2c 13 dc 06 00", "80"],
    ["CCh: a second set", "2c 13 dc 02 01", "cc"],
    ["one byte short", "2c 13 dc 02", "c7"],
    ["one byte long", "2c 13 dc 02 00 00", "c7"],
  ]);
  it.each([
    ["2, reserved bits not", "02 00 ff", "2c 13 dc 02 00", "83"],
    ["3", "03 00 05", "2c 13 dc 03 00", "05"],
    ["4", "04 00 2c 01", "2c 13 dc 04 00", "2c 01"],
    ["5", "05 00 2d 01", "2c 13 dc 05 00", "2d 01"],
  ])("parameter %s is kept over a cold reset", (_title, set, get, value) => {
    const bmc = machine();
    expect(ask(bmc, `2c 12 dc ${set}`)).toBe("00 dc");
    ask(bmc, "06 02");
    expect(ask(bmc, get)).toBe(`00 dc 01 05 01 ${value}`);
  });
});

describe("DCMI §6.4.2 Get Asset Tag", () => {
  conforms(
    [
      ["its length alone, as ipmitool asks first", "2c 06 dc 00 00", "00 dc 14"],
      ["16 bytes", "2c 06 dc 00 10", `00 dc 14 ${text("0123456789abcdef")}`],
      ["the remaining bytes", "2c 06 dc 10 10", `00 dc 14 ${text("ghij")}`],
      ["past its end", "2c 06 dc 20 10", "00 dc 14"],
      ["up to the last byte a tag can have", "2c 06 dc 30 0f", "00 dc 14"],
      ["C9h: over 16 bytes", "2c 06 dc 00 11", "c9"],
      ["C9h: past the longest tag", "2c 06 dc 30 10", "c9"],
      ["C9h: offset 63", "2c 06 dc 3f 00", "c9"],
      ["one byte short", "2c 06 dc 00", "c7"],
      ["one byte long", "2c 06 dc 00 00 00", "c7"],
    ],
    { dcmi: { assetTag: "0123456789abcdefghij" } },
  );
});

describe("DCMI §6.4.3 Set Asset Tag", () => {
  conforms([
    ["four bytes", `2c 08 dc 00 04 ${text("abcd")}`, "00 dc 04"],
    ["none", "2c 08 dc 00 00", "00 dc 00"],
    ["C9h: over 16 bytes", `2c 08 dc 00 11 ${text("0123456789abcdefg")}`, "c9"],
    ["C9h: a gap", `2c 08 dc 01 01 ${text("a")}`, "c9"],
    ["C9h: offset 63", `2c 08 dc 3f 01 ${text("a")}`, "c9"],
    ["one byte short", `2c 08 dc 00 04 ${text("abc")}`, "c7"],
    ["one byte long", `2c 08 dc 00 04 ${text("abcde")}`, "c7"],
    ["no count", "2c 08 dc 00", "c7"],
  ]);
  it("takes 63 bytes in steps of 16, and no 64th; ends where the last write ended; outlives a cold reset", () => {
    const bmc = machine();
    const tag = "0123456789abcdef".repeat(4).slice(0, 63);
    for (let at = 0; at < 63; at += 16) {
      const part = tag.slice(at, at + 16);
      const length = [16, 32, 48, 63][at / 16] ?? 0;
      expect(ask(bmc, `2c 08 dc ${toHex(Uint8Array.of(at, part.length))} ${text(part)}`)).toBe(
        `00 dc ${toHex(Uint8Array.of(length))}`,
      );
    }
    expect(ask(bmc, `2c 08 dc 30 10 ${text("0123456789abcdef")}`)).toBe("c9");
    ask(bmc, "06 02");
    expect(ask(bmc, "2c 06 dc 30 0f")).toBe(`00 dc 3f ${text(tag.slice(48))}`);
    ask(bmc, `2c 08 dc 03 02 ${text("xy")}`);
    expect(ask(bmc, "2c 06 dc 00 10")).toBe(`00 dc 05 ${text("012xy")}`);
  });
});

describe("DCMI §6.4.6.1 Get Management Controller Identifier String", () => {
  conforms(
    [
      ["one byte of it, as ipmitool asks first", "2c 09 dc 00 01", `00 dc 06 ${text("n")}`],
      ["00h after its end", "2c 09 dc 04 04", `00 dc 06 ${text("17")} 00 00`],
      ["the last bytes there are", "2c 09 dc 3c 04", "00 dc 06 00 00 00 00"],
      ["C9h: over 16 bytes", "2c 09 dc 00 11", "c9"],
      ["C9h: past the 64", "2c 09 dc 31 10", "c9"],
      ["C9h: offset 64", "2c 09 dc 40 00", "c9"],
      ["one byte short", "2c 09 dc 00", "c7"],
      ["one byte long", "2c 09 dc 00 00 00", "c7"],
    ],
    { dcmi: { controllerId: "node17" } },
  );
  it("is DCMI and the MAC address by default", () => {
    const bmc = machine({ lan: { macAddress: "02:00:5e:10:ab:cd" } });
    expect(ask(bmc, "2c 09 dc 00 10")).toBe(`00 dc 10 ${text("DCMI02005e10abcd")}`);
  });
});

describe("DCMI §6.4.6.2 Set Management Controller Identifier String", () => {
  conforms([
    ["four bytes, the null with them", "2c 0a dc 00 04 61 62 63 00", "00 dc 04"],
    ["the last byte, null", "2c 0a dc 30 10 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 00", "00 dc 40"],
    ["CCh: the last byte, another", "2c 0a dc 3f 01 61", "cc"],
    ["C9h: over 16 bytes", "2c 0a dc 00 11 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61", "c9"],
    ["C9h: past the 64", "2c 0a dc 3f 02 00 00", "c9"],
    ["C9h: offset 64", "2c 0a dc 40 00", "c9"],
    ["one byte short", "2c 0a dc 00 04 61 62 63", "c7"],
    ["one byte long", "2c 0a dc 00 04 61 62 63 00 00", "c7"],
    ["no count", "2c 0a dc 00", "c7"],
  ]);
  it("removes the text after the null, and outlives a cold reset", () => {
    const bmc = machine({ dcmi: { controllerId: "a name of many characters" } });
    ask(bmc, "2c 0a dc 00 03 78 79 00");
    ask(bmc, "06 02");
    expect(ask(bmc, "2c 09 dc 00 08")).toBe("00 dc 02 78 79 00 00 00 00 00 00");
  });
});

describe("DCMI §6.5.2 Get DCMI Sensor Info", () => {
  conforms(
    [
      ["CCh: sensor type voltage", "2c 07 dc 02 37 00 01", "cc"],
      ["CCh: an entity that DCMI knows nothing of", "2c 07 dc 01 08 00 01", "cc"],
      ["CBh: no such instance", "2c 07 dc 01 37 03 01", "cb"],
      ["none from the third on", "2c 07 dc 01 37 00 03", "00 dc 02 00"],
      ["one byte short", "2c 07 dc 01 37 00", "c7"],
      ["one byte long", "2c 07 dc 01 37 00 01 00", "c7"],
    ],
    DCMI_SENSORS,
  );
  conforms([["none at all", "2c 07 dc 01 37 00 01", "00 dc 00 00"]]);
  it.each([
    ["40", "inlet"],
    ["37", "inlet"],
  ])("entity %sh: records of the inlets' sensors, by instance", (entity) => {
    const bmc = machine(DCMI_SENSORS);
    const answer = ask(bmc, `2c 07 dc 01 ${entity} 00 01`).split(" ");
    expect(answer.slice(0, 4)).toEqual(["00", "dc", "02", "02"]);
    const names = [answer.slice(4, 6), answer.slice(6, 8)].map((id) => {
      const record = ask(bmc, `0a 23 00 00 ${id.join(" ")} 00 ff`).split(" ");
      return Buffer.from(record.slice(-7).join(""), "hex").toString();
    });
    expect(names).toEqual(["Temp 17", "Temp 16"]);
    expect(ask(bmc, `2c 07 dc 01 ${entity} 02 00`)).toBe(`00 dc 02 01 ${answer.slice(6, 8).join(" ")}`);
  });
  it("gives eight records in an answer", () => {
    const bmc = machine(TEN_INLETS);
    const [first, second] = ["01", "09"].map((start) => ask(bmc, `2c 07 dc 01 37 00 ${start}`).split(" "));
    expect(first?.slice(0, 4)).toEqual(["00", "dc", "0a", "08"]);
    expect(second?.slice(0, 4)).toEqual(["00", "dc", "0a", "02"]);
    expect(first).toHaveLength(20);
    expect(second).toHaveLength(8);
  });
  it("leaves out a sensor whose record is deleted", () => {
    const bmc = machine(DCMI_SENSORS);
    const id = ask(bmc, "2c 07 dc 01 37 01 00").split(" ").slice(4).join(" ");
    ask(bmc, `0a 26 ${ask(bmc, "0a 22").slice(3)} ${id}`);
    expect(ask(bmc, "2c 07 dc 01 37 00 01")).toMatch(/^00 dc 01 01/);
  });
});
