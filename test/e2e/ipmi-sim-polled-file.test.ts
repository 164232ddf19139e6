/**
 * The same file, polled with the same options by the daemon and by ipmi_sim (`sensor_add … poll … file`): the same raw
 * readings and the same states. Options whose results differ are in a second table, with the reason.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";
import { type IpmiSim, startIpmiSim } from "../support/peers/ipmi-sim.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

interface Polled {
  /** Content of the file, one character for each byte. */
  readonly text: string;
  /** ipmi_sim's options, and ours. */
  readonly theirs: string;
  readonly ours: object;
}

/** The raw reading. */
const READINGS: readonly (Polled & { readonly reading: number })[] = [
  { text: "42\n", theirs: "", ours: {}, reading: 42 },
  { text: "  42 C\n", theirs: "", ours: {}, reading: 42 },
  { text: "0x2a", theirs: "", ours: { base: 0 }, reading: 42 },
  { text: "0x2a", theirs: "base=16", ours: { base: 16 }, reading: 42 },
  { text: "2a", theirs: "base=16", ours: { base: 16 }, reading: 42 },
  { text: "052", theirs: "", ours: { base: 0 }, reading: 42 },
  { text: "052", theirs: "base=10", ours: {}, reading: 52 },
  { text: "101010", theirs: "base=2", ours: { base: 2 }, reading: 42 },
  { text: "42500", theirs: "div=1000", ours: { divide: 1000 }, reading: 43 },
  { text: "42499", theirs: "div=1000", ours: { divide: 1000 }, reading: 42 },
  { text: "8", theirs: "div=3", ours: { divide: 3 }, reading: 3 },
  { text: "7", theirs: "div=3", ours: { divide: 3 }, reading: 2 },
  { text: "21", theirs: "mult=2", ours: { multiply: 2 }, reading: 42 },
  { text: "50", theirs: "sub=8", ours: { subtract: 8 }, reading: 42 },
  { text: "34", theirs: "sub=-8", ours: { subtract: -8 }, reading: 42 },
  { text: "0xf2a", theirs: "mask=0xff", ours: { base: 0, mask: 0xff }, reading: 42 },
  { text: "-214", theirs: "mask=0xff", ours: { mask: 0xff }, reading: 42 },
  {
    text: "0xf4e",
    theirs: "mask=0xff sub=10 mult=5 div=8",
    ours: { base: 0, mask: 0xff, subtract: 10, multiply: 5, divide: 8 },
    reading: 43,
  },
  {
    text: "12040",
    theirs: "sub=10000 mult=8 div=125",
    ours: { subtract: 10_000, multiply: 8, divide: 125 },
    reading: 131,
  },
  { text: "xx42", theirs: "offset=2", ours: { offset: 2 }, reading: 42 },
  { text: "*", theirs: "raw length=1", ours: { content: "binary" }, reading: 42 },
  {
    text: "\x00\x2a",
    theirs: "raw length=2 div=256",
    ours: { content: "binary", length: 2, divide: 256 },
    reading: 42,
  },
  {
    text: "xxx*\x01\x00\x00",
    theirs: "raw offset=3 length=4 mask=0xff",
    ours: { content: "binary", offset: 3, length: 4, mask: 0xff },
    reading: 42,
  },
  { text: "300", theirs: "", ours: {}, reading: 255 },
];

const DIFFERENT: readonly (Polled & { readonly why: string; readonly reading: number; readonly their: number })[] = [
  {
    why: "ipmi_sim takes a negative number for one past the highest; we show the nearest there is",
    text: "-5",
    theirs: "",
    ours: {},
    reading: 0,
    their: 255,
  },
  {
    why: "ipmi_sim's numbers have 32 bits",
    text: "300000000",
    theirs: "mult=100 div=1000000000",
    ours: { multiply: 100, divide: 1_000_000_000 },
    reading: 30,
    their: 0,
  },
];

/** Offsets of the states, of a sensor that has the first four. */
const STATES: readonly (Polled & { readonly states: readonly number[] })[] = [
  { text: "5", theirs: "", ours: {}, states: [0, 2] },
  { text: "0x0a", theirs: "", ours: { base: 0 }, states: [1, 3] },
  { text: "0xf0", theirs: "div=16", ours: { base: 0, divide: 16 }, states: [0, 1, 2, 3] },
];

/** Presence by bit 0 of another file. */
const DEPENDENT: readonly (Polled & { readonly presence: string; readonly scanning: boolean })[] = [
  { text: "42", presence: "1", theirs: "", ours: {}, scanning: true },
  { text: "42", presence: "0", theirs: "", ours: {}, scanning: false },
];

const POLL_MS = 100;
/** Sensor numbers, from these on. */
const [FIRST_READING, FIRST_STATES, FIRST_DEPENDENT, FIRST_PRESENCE] = [0x10, 0x60, 0x70, 0x80];
const PER_STATE = "enable scanning per-state 000000000000000 000000000000000 000000000000000 000000000000000";

interface Entry extends Polled {
  readonly number: number;
  readonly discrete?: true;
  readonly depends?: number;
}

const numbered = <T extends Polled>(list: readonly T[], first: number) =>
  list.map((each, index) => ({ ...each, number: first + index }));
const presences = DEPENDENT.map(({ presence }) => ({ text: presence, theirs: "", ours: {} }));
const readings = numbered(READINGS, FIRST_READING);
const different = numbered(DIFFERENT, FIRST_READING + READINGS.length);
const states = numbered(STATES, FIRST_STATES);
const dependent = numbered(DEPENDENT, FIRST_DEPENDENT);

const entries: readonly Entry[] = [
  ...numbered(presences, FIRST_PRESENCE).map((each) => ({ ...each, discrete: true as const })),
  ...readings,
  ...different,
  ...states.map((each) => ({ ...each, discrete: true as const })),
  ...dependent.map((each, index) => ({ ...each, depends: FIRST_PRESENCE + index })),
];

describe("given the same files, ipmi_sim and the daemon", () => {
  let directory: string;
  let sim: IpmiSim;
  let daemon: TestDaemon;
  let toSim: VmExchange;
  let toDaemon: VmExchange;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "polled-file-"));
    const fileOf = ({ number }: Entry) => join(directory, `sensor-${number}`);
    for (const entry of entries) await writeFile(fileOf(entry), entry.text, "latin1");
    sim = await startIpmiSim({ controller: controllerOf(entries, fileOf) });
    daemon = await startTestDaemon({
      config: JSON.stringify({ sensors: entries.map((entry) => sensorOf(entry, fileOf(entry))) }),
      args: ["--listen", "tcp:127.0.0.1:0", "--log-level", "error"],
    });
    toSim = await VmExchange.open(sim.port);
    toDaemon = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
  });

  afterAll(async () => {
    toSim?.close();
    toDaemon?.close();
    await daemon?.stop();
    await sim?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** Get Sensor Reading: completion code, reading, flags, states. */
  const ask = async (peer: VmExchange, number: number) => {
    const answer = await peer.ask(`04 2d ${number.toString(16)}`);
    return answer.split(" ").map((byte) => Number.parseInt(byte, 16));
  };
  const eventually = (look: () => Promise<void>) => vi.waitFor(look, PATIENCE);

  it.each(readings)("show $reading with the options “$theirs”", async ({ number, reading }) => {
    await eventually(async () => expect((await ask(toSim, number))[1]).toBe(reading));
    await eventually(async () => expect((await ask(toDaemon, number)).slice(0, 2)).toEqual([0, reading]));
  });

  it.each(different)("differ: $why", async ({ number, reading, their }) => {
    await eventually(async () => expect((await ask(toSim, number))[1]).toBe(their));
    await eventually(async () => expect((await ask(toDaemon, number)).slice(0, 2)).toEqual([0, reading]));
  });

  it.each(states)("have states $states with the options “$theirs”", async ({ number, states }) => {
    const byte = states.reduce((sum, state) => sum + 2 ** state, 0);
    await eventually(async () => expect((await ask(toSim, number))[3]).toBe(byte));
    await eventually(async () => expect((await ask(toDaemon, number))[3]).toBe(byte));
  });

  it.each(dependent)("depend on another sensor's bit: $presence", async ({ number, scanning }) => {
    // Without it ipmi_sim says that the sensor is not scanned, we that its reading is unavailable.
    await eventually(async () => {
      const [, reading, flags = 0] = await ask(toSim, number);
      expect(hasBit(flags, 6)).toBe(scanning);
      if (scanning) expect(reading).toBe(42);
    });
    await eventually(async () => {
      const [, reading = 0, flags = 0] = await ask(toDaemon, number);
      expect([reading, hasBit(flags, 5)]).toEqual(scanning ? [42, false] : [0, true]);
    });
  });
});

function hasBit(byte: number, bit: number): boolean {
  return Math.floor(byte / 2 ** bit) % 2 === 1;
}

/** Commands for ipmi_sim (ipmi_sim_cmd(5)). */
function controllerOf(list: readonly Entry[], fileOf: (entry: Entry) => string): string {
  const sensors = list.map((entry) => {
    const kind = entry.discrete ? "0x08 0x6f" : "0x01 0x01";
    const depends = entry.depends === undefined ? "" : ` depends=0x20,0,${entry.depends},0`;
    const poll = `poll ${POLL_MS} file "${fileOf(entry)}" ${entry.theirs}${depends}`;
    return `sensor_add 0x20 0 ${entry.number} ${kind} ${poll}\nsensor_set_event_support 0x20 0 ${entry.number} ${PER_STATE}`;
  });
  return `mc_setbmc 0x20\nmc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02\n${sensors.join("\n")}\nmc_enable 0x20\n`;
}

function sensorOf({ number, discrete, depends, ours }: Entry, path: string) {
  const source = { kind: "file", path, every: `${POLL_MS}ms`, gives: "raw", ...ours };
  const dependsOn = depends === undefined ? {} : { dependsOn: { sensor: depends, state: 0 } };
  const common = { number, name: `Sensor ${number}`, ignoreIfEntityAbsent: false, source: { ...source, ...dependsOn } };
  if (discrete) return { ...common, type: "powerSupply", states: [0, 1, 2, 3] };
  return { ...common, type: "temperature", units: "C", m: 1, b: 0 };
}
