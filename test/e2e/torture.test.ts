/** A short form of every trial of `npm run torture`. `TEST_SEED` decides the moments. */
import { expect, test } from "vitest";
import { TRIALS, torture } from "../torture/torture.ts";

const SEED = Number(process.env["TEST_SEED"] ?? 20_260_101);
/** A busy host takes a second for a start. */
const TIMEOUT_MS = 1_800_000;

test.each(TRIALS)(`$name: $deed, TEST_SEED=${SEED}`, { timeout: TIMEOUT_MS }, async (trial) => {
  const { rows } = await torture({ seed: SEED, trials: [trial] });
  expect(rows.flatMap(({ findings }) => findings)).toEqual([]);
  const [{ times, skipped } = { times: 0, skipped: "no row" }] = rows;
  // A user without root cannot mount; in CI nothing is skipped.
  if (process.getuid?.() === 0) expect(skipped).toBeUndefined();
  if (skipped === undefined) expect(times).toBe(trial.times.short);
});
