/** The turns of this process's event loop, for work in slices. */
import { onTestFinished, vi } from "vitest";
import { SLICE_MS } from "../../../src/turns/slices.ts";

/** Makes each look at the clock a slice later than the one before, and returns a function that tells the number of turns so far. */
export function aSliceALook(): () => number {
  let [nowMs, turn] = [0, 0];
  vi.spyOn(performance, "now").mockImplementation(() => (nowMs += SLICE_MS));
  onTestFinished(() => void vi.restoreAllMocks());
  const turns = () => {
    turn++;
    counting = setImmediate(turns);
  };
  let counting = setImmediate(turns);
  onTestFinished(() => clearImmediate(counting));
  return () => turn;
}
