/** The text of a configuration file → machines that answer. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { ManualClock } from "../../../src/clock.ts";
import { ConfigError, type LoadedConfig, loadConfig } from "../../../src/config/load.ts";
import { Machine } from "../../../src/machine.ts";
import type { Target } from "../../support/fuzz/target.ts";
import { ask } from "../../support/machine/machine.ts";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-fuzz-"));
const EXAMPLES = join(import.meta.dirname, "../../../config/examples");
/** Machines of one configuration that are built. */
const MAX_MACHINES = 3;
const PASSING_MS = [100, 5000, 60_000];
/** Get Device ID, first SDR, first SEL entry, a reading, FRU 0's size, capabilities. */
const QUESTIONS = [
  "06 01",
  "0a 23 00 00 00 00 00 ff",
  "0a 43 00 00 00 00 00 ff",
  "04 2d 01",
  "0a 10 00",
  "00 00",
  "06 57 00",
];
/** A sensor may have so many. */
const LINES_OF_EXAMPLE = 60;

export const config: Target = {
  name: "config",
  never: "an error other than ConfigError, a configuration that is accepted and cannot be served, FFh",
  form: "text",
  maxBytes: 8192,
  work: { base: 40_000_000, perByte: 10_000 },
  seeds: [...examples(), ...sections()],
  words: [
    "extends: server",
    "extends: blade",
    "{name}",
    "{index}",
    "{ remove: true }",
    "[0-3]",
    "&a",
    "*a",
    "<<: *a",
    "null",
    "~",
  ],
  run(input) {
    const file = join(directory, "bmc.yaml");
    writeFileSync(file, input);
    const loaded = load(file);
    for (const machine of loaded?.machines.slice(0, MAX_MACHINES) ?? []) serve(machine);
  },
  close: () => rmSync(directory, { recursive: true, force: true }),
};

function load(file: string): LoadedConfig | undefined {
  try {
    return loadConfig(file);
  } catch (error) {
    if (error instanceof ConfigError && error.message !== "") return undefined;
    throw error;
  }
}

function serve(options: LoadedConfig["machines"][number]): void {
  const clock = new ManualClock();
  const made = new Machine(options, pino({ level: "silent" }), clock);
  try {
    for (const ms of PASSING_MS) {
      clock.advance(ms);
      for (const question of QUESTIONS) {
        if (ask(made, question).startsWith("ff")) throw new Error(`${question} is answered FFh`);
      }
    }
  } finally {
    made.close();
  }
}

/** The beginnings of the shipped examples, without comments. */
function examples(): readonly string[] {
  return readdirSync(EXAMPLES).map((name) =>
    readFileSync(join(EXAMPLES, name), "utf8")
      .split("\n")
      .filter((line) => !/^\s*(?:#|$)/.test(line))
      .slice(0, LINES_OF_EXAMPLE)
      .join("\n"),
  );
}

/** A setting or several of each section. */
function sections(): readonly string[] {
  return [
    "{}",
    "extends: my-machine\nname: a\n",
    'machines:\n  - { name: "vm[00-03]", listen: ["unix:{name}.sock"] }\n  - { name: b, extends: server }\n',
    "templates:\n  t: { device: { id: 3 } }\nmachines:\n  - { name: a, template: t }\n",
    "name: x\nlisten: [tcp:127.0.0.1:0, unix:a.sock, 'connect:unix:b.sock', fd:3]\nsystemInterface: bt\n",
    "device: { id: 0x20, revision: 1, manufacturerId: 674, productId: 256, firmware: 1.02 }\nguid: 8e3a7a40-26b7-4c3e-9a5e-5f4e4a2d8f11\n",
    "sel: { capacity: 10, records: ['01 00 02 00 00 00 00 20 00 04 01 01 6f 00 ff ff'], eraseMs: 500 }\n",
    "sensors:\n  - { number: 0x30, name: CPU, type: temperature, units: C, thresholds: { upperCritical: 80 }, nominal: 40, hysteresis: 2 }\n  - { name: PSU, type: powerSupply, states: [0, 1, 3] }\n",
    "sensors:\n  - { name: A, type: fan, units: rpm, range: [0, 12750], source: { kind: sine, mean: 7000, amplitude: 2000, period: 1min } }\n  - { name: B, type: fan, units: rpm, range: [0, 12750], source: { kind: follow, sensor: A, factor: 0.5, delay: 5s } }\n",
    "sensors:\n  - { name: S, type: voltage, units: V, range: [0, 15], source: { kind: script, values: [{ at: 0s, value: 12 }, { at: 10s, value: 11 }] } }\n  - { name: R, type: current, units: A, range: [0, 25], source: { kind: randomWalk, start: 5, step: 0.5 } }\n",
    "frus:\n  - { id: 0, size: 256, board: { manufacturer: Acme, productName: X, mfgDate: 2024-01-01 }, product: { productName: S, serialNumber: 1 }, chassis: { type: rackMount } }\n",
    "frus:\n  - { id: 1, data: '01 00 00 00 00 00 00 ff', accessByWords: true }\n",
    "replies:\n  rules: [{ when: { command: Get Device ID, nth: 1 }, time: { delayMs: 5000 } }, { shape: { completionCode: 0xc0 } }, { id: { counter: { start: 0 } }, when: { every: 2 } }]\n  deadlineMs: 4500\n",
    "replies:\n  rules: [{ link: { disconnect: middle } }, { attention: stuck }, { shape: { raw: '01 02' }, when: { data: '00 ..', netFn: 6 } }]\n",
    "users:\n  accounts: [{ id: 2, name: admin, password: secret, privilege: administrator }]\nlan: { address: 10.0.0.1, mac: '02:00:00:00:00:01' }\n",
    "oemCommands:\n  - { netFn: 0x30, cmd: 1, answer: '01 02' }\nlog: { level: debug }\ncontrol: { socket: off }\nhttp: { listen: '127.0.0.1:0' }\n",
    "satellites:\n  - { address: 0x82, name: blade, sensors: [{ name: Inlet, type: temperature, units: C }] }\nipmb: { absent: timeout }\n",
    "sdrs: ['00 00 51 12 0a 20 00 00 80 00 00 0b 01 00 c2 61 62']\nsdrRepository: { size: 2048, eraseMs: 100, ownRecords: false }\n",
    "assertions: [{ seen: Get Device ID }, { never: { command: Chassis Control } }, { order: [Get Device ID, Get SEL Info] }, { discarded: 0 }]\n",
    "state: { directory: state, durability: power }\nrecord: { history: 100, journal: a.jsonl }\ntime: { rate: 2, stopped: false }\npef: { actions: [powerOff] }\n",
    "dcmi: { assetTag: rack, powerMeter: { watts: 100 } }\nsystemInfo: { operatingSystem: Linux }\nchassis: { powerRestorePolicy: alwaysOff }\npower: {}\n",
  ];
}
