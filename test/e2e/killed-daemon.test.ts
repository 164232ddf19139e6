/**
 * A daemon that is killed (SIGKILL) under load, again and again: everything that was answered is there afterwards, in its
 * order and once. `TEST_SEED` decides the moments.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { expect, onTestFinished, test } from "vitest";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { KeptWriter, readKept } from "../support/store/kept-writer.ts";

const SEED = Number(process.env["TEST_SEED"] ?? 20_260_101);
const KILLS = 200;
/** Side by side, each with a daemon and a state of its own: one starts while another writes. */
const LANES = 2;
/** Longest life of a daemon in answers: it is killed at some moment among the requests that wait. */
const MOST_ANSWERS = 300;
/** A busy host takes a second for a start. */
const TIMEOUT_MS = 1_800_000;

const COMPILE_CACHE = fileURLToPath(new URL("../../node_modules/.cache/extern-bmc", import.meta.url));

const CONFIG = `
sel: { capacity: 65534 }
sdrRepository: { size: 65535 }
frus: [{ id: 0, size: 512, data: "${"00 ".repeat(256)}" }]
log: { level: warn }
`;

async function lane(number: number): Promise<{ kills: number; answered: number }> {
  const directory = await mkdtemp(join(tmpdir(), "extern-bmc-killed-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const start = () =>
    startTestDaemon({
      config: CONFIG,
      args: ["--listen", `unix:${join(directory, "bmc.sock")}`, "--state", join(directory, "state")],
      env: { NODE_COMPILE_CACHE: COMPILE_CACHE, EXTERN_BMC_CONTROL_SOCKET: "off" },
    });
  const random = xoroshiro128plus(SEED + number);
  const writer = new KeptWriter();
  // One that is killed leaves no compiled code to its successors; this one does.
  await (await start()).stop();
  const path = join(directory, "bmc.sock");
  for (let kill = 0; kill < KILLS / LANES; kill++) {
    await using daemon = await start();
    await writer.write(path, uniformInt(random, 1, MOST_ANSWERS), () => void daemon.process.kill("SIGKILL"));
    await daemon.kill();
    expect(daemon.stderr()).toBe("");
  }

  await using daemon = await start();
  const kept = await readKept(path);
  expect(daemon.stderr()).toBe("");
  for (const list of ["sel", "sdr"] as const) {
    const { sent, answered } = writer[list];
    // The configuration's own SDRs have no number that was sent.
    const records = kept[list].filter((record) => sent.has(record.number));
    const byNumber = new Map(records.map((record) => [record.number, record.id]));
    expect(byNumber.size, `${list}: none twice`).toBe(records.length);
    const lost = [...answered].filter(([each, id]) => byNumber.get(each) !== id);
    expect(lost, `${list}: answered, and not there under its id`).toEqual([]);
    expect(kept[list].map((record) => record.id)).toEqual(
      kept[list].map((record) => record.id).toSorted((a, b) => a - b),
    );
    expect(answered.size).toBeGreaterThan(KILLS / LANES);
  }
  expect(kept.sel.map((record) => record.number).filter((each) => !writer.sel.sent.has(each))).toEqual([]);
  for (const [slot, { answered, since }] of writer.fru.entries()) {
    expect([answered, ...since], `FRU slot ${slot}`).toContain(kept.fru[slot]);
  }
  return { kills: KILLS / LANES, answered: writer.sel.answered.size + writer.sdr.answered.size };
}

test(`killed ${KILLS} times under load, TEST_SEED=${SEED}`, { timeout: TIMEOUT_MS }, async () => {
  const results = await Promise.allSettled(Array.from({ length: LANES }, (_, number) => lane(number)));
  const lanes = results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
  expect(lanes.reduce((sum, { kills }) => sum + kills, 0)).toBe(KILLS);
  process.stdout.write(`${lanes.reduce((sum, { answered }) => sum + answered, 0)} records were answered\n`);
});
