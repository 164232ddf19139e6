/** The boot device for the boots to come, and the two choices that set it. */
import type { ArgumentsOf } from "../../src/control/calls.ts";
import { call } from "../api/client.ts";
import { act } from "../state/notices.ts";
import type { MachineState } from "./machine-state.ts";

type Device = ArgumentsOf<"boot.set">["device"];

const DEVICES: Readonly<Record<Device, string>> = {
  none: "the machine's own order",
  pxe: "network (PXE)",
  disk: "disk",
  safe: "disk, safe mode",
  diag: "diagnostic partition",
  cdrom: "CD",
  bios: "BIOS setup",
  floppy: "floppy or USB",
};

export function BootDevice({ state }: { readonly state: MachineState }) {
  const { device = "none", persistent = false, setsBootOrder = true } = state.boot.value ?? {};
  const set = (change: { readonly device: Device; readonly persistent: boolean }) =>
    act("The boot device is set", async () => {
      await call("boot.set", { machine: state.name, ...change });
      await state.refresh();
    });
  return (
    <>
      <label>
        Boot from
        <select
          value={device}
          disabled={!state.boot.value}
          onChange={({ currentTarget }) => void set({ device: currentTarget.value as Device, persistent })}
        >
          {Object.entries(DEVICES).map(([key, label]) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        For
        <select
          value={persistent ? "always" : "once"}
          disabled={device === "none"}
          onChange={({ currentTarget }) => void set({ device, persistent: currentTarget.value === "always" })}
        >
          <option value="once">the next boot</option>
          <option value="always">all boots</option>
        </select>
      </label>
      {device !== "none" && !setsBootOrder && <span class="hint">if the firmware reads boot flags</span>}
    </>
  );
}
