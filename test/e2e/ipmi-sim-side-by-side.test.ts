/**
 * The same requests, right and wrong, to the daemon, to ipmi_sim (OpenIPMI 2.0.33) and to QEMU's own ipmi-bmc-sim (7.2):
 * where an answer differs from ours, the list says why. A difference that is not listed fails, and so does a listed one
 * that is there no more.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { commandTable } from "../../src/commands/index.ts";
import { toHex } from "../support/hex.ts";
import { compare, type Differences, entries, type Finding } from "../support/side-by-side/difference.ts";
import { IPMI_SIM } from "../support/side-by-side/ipmi-sim-differences.ts";
import { daemonPeer, ipmiSimPeer, type Peer, qemuSimPeer } from "../support/side-by-side/peers.ts";
import { QEMU_SIM } from "../support/side-by-side/qemu-sim-differences.ts";
import { questions } from "../support/side-by-side/requests.ts";

/** The three as alike as their settings make them: a SEL, a FRU device of 64 bytes, a sensor. */
const DAEMON = `
frus: [{ id: 0, size: 64, data: "${"00".repeat(64)}" }]
sensors:
  - number: 0x01
    name: Board
    type: temperature
    thresholds: { upperNonCritical: 0x70, upperCritical: 0x90, upperNonRecoverable: 0xa0 }
    reading: 0x60
`;
const CONTROLLER = `\
mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
sel_enable 0x20 1000 0x0a
mc_add_fru_data 0x20 0 64 data 0
sensor_add 0x20 0 1 0x01 0x01
sensor_set_value 0x20 0 1 0x60 0
sensor_set_threshold 0x20 0 1 settable 111000 0xa0 0x90 0x70 00 00 00
sensor_set_event_support 0x20 0 1 enable scanning per-state \\
  000111111000000 000111111000000 000111111000000 000111111000000
mc_enable 0x20
`;
const QEMU_SETTINGS = ",fruareasize=64";

const QUESTIONS = questions();

async function answersOf(peer: Peer): Promise<string[]> {
  await using asked = peer;
  const answers: string[] = [];
  for (const { request } of QUESTIONS) answers.push(await asked.ask(request));
  return answers;
}

let ours: readonly string[];

beforeAll(async () => {
  ours = await answersOf(await daemonPeer(DAEMON));
});

it("every command of the table is asked", () => {
  const asked = new Set(QUESTIONS.map(({ command }) => command));
  const all = commandTable.map(({ netFn, cmd }) => toHex(Uint8Array.of(netFn, cmd)));
  expect(all.filter((command) => !asked.has(command))).toEqual([]);
});

it("no request is made twice, and no command of ours is unknown to us", () => {
  expect(new Set(QUESTIONS.map(({ request }) => request)).size).toBe(QUESTIONS.length);
  expect(QUESTIONS.filter((_question, i) => ours[i] === "c1")).toEqual([]);
});

describe.each<{ name: string; listed: Differences; start(): Promise<Peer> }>([
  { name: "ipmi_sim", listed: IPMI_SIM, start: () => ipmiSimPeer(CONTROLLER) },
  { name: "QEMU's ipmi-bmc-sim", listed: QEMU_SIM, start: () => qemuSimPeer(QEMU_SETTINGS) },
])("beside $name", ({ listed, start }) => {
  let findings: readonly Finding[];

  beforeAll(async () => {
    const theirs = await answersOf(await start());
    findings = QUESTIONS.flatMap((question, i) => compare(question, ours[i] ?? "", theirs[i] ?? "", listed) ?? []);
  });

  it("every difference is listed", () => {
    const unexplained = findings.filter(({ explainedBy }) => explainedBy.length === 0);
    expect(unexplained.map(({ request, ours, theirs }) => `["${request}", "${ours}", "${theirs}"],`)).toEqual([]);
  });

  it("every listed difference is there", () => {
    const found = new Set(findings.flatMap(({ explainedBy }) => explainedBy));
    expect(entries(listed).filter((entry) => !found.has(entry))).toEqual([]);
  });
});
