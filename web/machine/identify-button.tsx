/** The button of the identify light, with its light. */
import { call } from "../api/client.ts";
import { act } from "../state/notices.ts";
import type { MachineState } from "./machine-state.ts";

export function IdentifyButton({ state }: { readonly state: MachineState }) {
  const identify = state.status.value?.identify ?? "off";
  const isOn = identify !== "off";
  const turn = () =>
    act(`The identify light is ${isOn ? "off" : "on"}`, async () => {
      await call("identify.set", { machine: state.name, on: !isOn });
      await state.refresh();
    });
  return (
    <button type="button" class="identify" aria-pressed={isOn} onClick={() => void turn()}>
      <i aria-hidden="true" />
      Identify{identify === "timed" && " (for a time)"}
    </button>
  );
}
