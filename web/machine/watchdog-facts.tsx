/** The watchdog timer among the facts of the front panel. */
import { Fact } from "../parts/fact.tsx";
import { spaced } from "../words/format.ts";
import type { MachineState } from "./machine-state.ts";

export function WatchdogFacts({ state }: { readonly state: MachineState }) {
  const { value } = state.watchdog;
  if (!value) return null;
  const { running, presentSeconds, use, action, expired } = value;
  const text = running ? `${presentSeconds} s left for ${spaced(use)}, then ${spaced(action)}` : "stopped";
  return (
    <>
      <Fact name="watchdog" text={text} />
      <Fact name="watchdog expired for" text={expired.map(spaced).join(", ")} />
    </>
  );
}
