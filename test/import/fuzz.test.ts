/** Damaged and random files: readers never fail, and always make a valid configuration. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configSchema } from "../../src/config/schema/schema.ts";
import { importIpmiSim } from "../../src/import/ipmi-sim/machine.ts";
import { importIpmitool } from "../../src/import/ipmitool.ts";
import { Notes } from "../../src/import/notes.ts";
import { plain, type Settings } from "../../src/import/settings.ts";
import { writeYaml } from "../../src/import/yaml.ts";
import { machine } from "../support/machine/machine.ts";

const RUNS = { numRuns: 300 };

function expectConfiguration(settings: Settings, notes: Notes): void {
  writeYaml(settings, notes.lines);
  expect(configSchema.safeParse(plain(settings)).error?.issues).toBeUndefined();
}

/** Some bytes of a good file replaced, and its end cut off. */
function damaged(bytes: Uint8Array) {
  const hits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(0xff)), { maxLength: 8 });
  return fc.tuple(hits, fc.nat(bytes.length)).map(([changes, end]) => {
    const copy = Uint8Array.from(bytes);
    for (const [at, value] of changes) copy[at] = value;
    return copy.subarray(0, end);
  });
}

const MACHINE = machine({
  sensors: [
    { name: "CPU", type: "temperature", units: "C", thresholds: { upperCritical: 85 }, nominal: 40 },
    { name: "PSU", type: "power supply", states: [0, 1] },
    { name: "Event", type: "memory", recordKind: "eventOnly" },
  ],
  frus: [{ id: 0, size: 256, board: { manufacturer: "Acme" }, product: { productName: "Server" } }],
});

describe("dumps of bytes", () => {
  const sdr = Buffer.concat(MACHINE.bmc.sdrs.list.records());

  it("sdr dump", () => {
    fc.assert(
      fc.property(damaged(sdr), (bytes) => {
        const notes = new Notes();
        expectConfiguration(importIpmitool({ frus: [], sdr: { file: "f", name: "/none", bytes } }, notes), notes);
      }),
      RUNS,
    );
  });

  it("fru read and sel writeraw", () => {
    const fru = damaged(MACHINE.bmc.frus.device(0).save());
    fc.assert(
      fc.property(fru, fc.uint8Array({ maxLength: 100 }), (bytes, records) => {
        const notes = new Notes();
        const files = {
          frus: [{ id: 0, file: "f", name: "/none", bytes }],
          sel: { file: "s", name: "s", bytes: records },
        };
        expectConfiguration(importIpmitool(files, notes), notes);
      }),
      RUNS,
    );
  });
});

/** Lines of words that readers look for, among others. */
function textOf(words: readonly string[], glue: readonly string[]) {
  const word = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 }), fc.integer().map(String));
  const line = fc.array(fc.tuple(word, fc.constantFrom(...glue)), { maxLength: 12 });
  return fc.array(line, { maxLength: 12 }).map((lines) => lines.map((pairs) => pairs.flat().join("")).join("\n"));
}

it("texts that ipmitool did not print", () => {
  const words = [
    "Device ID",
    "Firmware Revision",
    "1.02",
    "IP Address",
    "MD5",
    "1   ",
    "true    ",
    "false   ",
    "USER",
    "0x0",
  ];
  const text = textOf(
    [...words, "discrete", "na", "Aux Firmware Rev Info", "RMCP+ Cipher Suites", "3,17"],
    [" : ", " | ", " ", ""],
  );
  fc.assert(
    fc.property(text, (text) => {
      const notes = new Notes();
      const printed = { file: "f", text };
      const files = { frus: [], mcInfo: printed, lan: printed, users: printed, sensors: printed };
      expectConfiguration(importIpmitool(files, notes), notes);
    }),
    RUNS,
  );
});

it("rows of ipmitool sensor and sdr elist", () => {
  const number = fc.oneof(fc.constantFrom("na", "0.000", "-1", "1e9", "0x1"), fc.double({ noNaN: true }).map(String));
  const unit = fc.constantFrom("degrees C", "Volts", "RPM", "percent", "discrete", "unspecified", "parsecs", "");
  const states = fc.constantFrom("ok", "na", "0x01ff", "0x0180", "0xffff");
  const name = fc.string({ maxLength: 20 }).map((text) => text.replaceAll(/[|\r\n]/g, "#"));
  const limits = fc.array(number, { minLength: 6, maxLength: 6 });
  const sensor = fc.tuple(name, number, unit, states, limits).map((cells) => cells.flat().join(" | "));
  const words = [
    "Presence detected",
    "Fully Redundant",
    "AC out-of-range, but present",
    "No Reading",
    "Event-Only",
    "",
  ];
  const text = fc.oneof(
    fc.constantFrom(...words),
    fc.tuple(number, unit).map((pair) => pair.join(" ")),
  );
  const byte = fc.nat(0xff);
  const elist = fc
    .tuple(name, byte, byte, byte, text)
    .map(([name, number, id, instance, text]) =>
      [name, `${number.toString(16).padStart(2, "0")}h`, "ok", `${id}.${instance}`, text].join(" | "),
    );
  const list = fc.tuple(name, text).map(([name, text]) => [name, text, "ok"].join(" | "));
  fc.assert(
    fc.property(fc.array(fc.oneof(sensor, elist, list), { maxLength: 12 }), (rows) => {
      const notes = new Notes();
      expectConfiguration(importIpmitool({ frus: [], sensors: { file: "f", text: rows.join("\n") } }, notes), notes);
    }),
    RUNS,
  );
});

/** Commands of the manual pages, with numbers and words in place of their arguments. */
function commandsOf(templates: readonly string[]) {
  const number = fc
    .oneof(fc.constantFrom(0, 1, 2, 0x20, 0x30, 0x6f, 300), fc.nat(0xff))
    .map((value) => `0x${value.toString(16)}`);
  const word = fc.constantFrom(
    "data",
    "file",
    '"x y"',
    "$x",
    "'a",
    "111000",
    "000000000000011",
    "settable",
    "",
    "\\",
    "-1",
  );
  const argument = fc.oneof({ weight: 6, arbitrary: number }, { weight: 1, arbitrary: word });
  const line = fc
    .tuple(fc.constantFrom(...templates), fc.array(argument, { minLength: 20, maxLength: 20 }))
    .map(([template, values]) => {
      let next = 0;
      return template.replaceAll("?", () => values[next++] ?? "0");
    });
  return fc.array(line, { maxLength: 30 }).map((lines) => lines.join("\n"));
}

/** Found by chance: the controller at 20h is not the BMC there, and its address is the BMC's here. */
const OTHER_BMC = "mc_add 0x20 0 no-device-sdrs 0 1 0 0 0 0\nmc_enable 0x20\nmc_setbmc 0x30";

it("files of ipmi_sim", () => {
  const mc = [
    "mc_setbmc ?",
    "mc_add ? ? ? ? ? ? ? ? ?",
    "mc_add 0x20 ? ? ? ? ? ? ? ?",
    "mc_enable ?",
    "mc_disable ?",
    "mc_set_guid 0x20 ?",
  ];
  const records = [
    "sel_enable 0x20 ? ?",
    `sel_add 0x20${" ?".repeat(14)}`,
    "main_sdr_add 0x20 ? ? ? ? 1 ?",
    "mc_add_fru_data ? ? ? data ? ?",
  ];
  const files = ["mc_add_fru_data 0x20 ? ? file 0 ?", "include ?", 'define x "y"', "device_sdr_add ? ? ?", "quit"];
  const states = "000000000000011";
  const sensors = [
    ...[
      "sensor_add 0x20 0 ? ? ?",
      "sensor_add 0x20 ? ? ? 1",
      "sensor_add 0x20 0 ? ? ? poll ? file ? div=? raw",
      "sensor_add 0x20 0 ? ? ? event-only",
    ],
    ...[
      "sensor_set_value 0x20 0 ? ? 0",
      "sensor_set_bit_clr_rest 0x20 0 ? ? ?",
      "sensor_set_threshold 0x20 0 ? ? 111111 ? ? ? ? ? ?",
    ],
    ...["sensor_set_hysteresis 0x20 0 ? ? ? ?", `sensor_set_event_support 0x20 0 ? 1 1 ? ${`${states} `.repeat(4)}`],
  ];
  const emu = commandsOf([...mc, ...records, ...files, ...sensors]);
  const doors = [
    "startlan ?",
    "endlan",
    "guid ?",
    "serial 15 localhost ? codec VM",
    "serial 15 ? ? codec VM",
    "serial kcs-? localhost ? ipmb ? codec VM connect",
    "set_working_mc ?",
    "name ?",
  ];
  const lan = commandsOf([
    ...doors,
    'user ? true "a" ? admin 1',
    'user ? ? ? "b" user 1',
    "allowed_auths_admin md5 ?",
    "addr ? ?",
    "? ? ?",
  ]);
  fc.assert(
    fc.property(emu, lan, (emu, lan) => {
      const notes = new Notes();
      const files = { read: (file: string) => (file === "lan.conf" ? lan : emu), nameFor: () => "/none" };
      expectConfiguration(importIpmiSim({ lanConf: "lan.conf", emu: "a.emu", files }, notes), notes);
    }),
    { ...RUNS, examples: [[OTHER_BMC, ""]] },
  );
});
