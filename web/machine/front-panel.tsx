/** The machine's front: lights, power buttons, and what its BMC is doing. */

import type { MachineStatus } from "../../src/control/calls/status.ts";
import type { ArgumentsOf } from "../../src/control/calls.ts";
import { call } from "../api/client.ts";
import { Confirm } from "../parts/confirm.tsx";
import { Fact } from "../parts/fact.tsx";
import { Led, Tag } from "../parts/led.tsx";
import { act } from "../state/notices.ts";
import { hexByte, spaced } from "../words/format.ts";
import { BootDevice } from "./boot-device.tsx";
import { IdentifyButton } from "./identify-button.tsx";
import type { MachineState } from "./machine-state.ts";
import { WatchdogFacts } from "./watchdog-facts.tsx";

export function FrontPanel({ state }: { readonly state: MachineState }) {
  const { status, power } = state;
  const isOn = status.value?.power === "on";
  const { links = [], lostDoors = [], attention = false } = status.value ?? {};
  return (
    <section class={`front ${isOn ? "on" : ""}`} aria-labelledby="machine-name">
      <div class="plate">
        <span class="power-led" aria-hidden="true" />
        <div>
          <h1 id="machine-name">{state.name}</h1>
          <p>
            <Led tone={isOn ? "ok" : "off"}>{status.value ? `power ${status.value.power}` : "reading…"}</Led>
            <Led tone={links.length > 0 ? "ok" : "off"}>
              {links.length > 0 ? "QEMU connected" : "no QEMU connected"}
            </Led>
            {attention && <Tag tone="info">SMS_ATN</Tag>}
            {lostDoors.length > 0 && <Tag tone="bad">door lost: {lostDoors.join(", ")}</Tag>}
          </p>
        </div>
      </div>
      <PowerButtons state={state} isOn={isOn} />
      <div class="controls">
        <BootDevice state={state} />
        <IdentifyButton state={state} />
      </div>
      <dl class="facts">
        <Fact name="last power-on" text={power.value && spaced(power.value.restartCause)} />
        <Fact name="last power-off" text={power.value?.loss && spaced(power.value.loss)} />
        <Fact name="after a power failure" text={power.value && spaced(power.value.restorePolicy)} />
        <WatchdogFacts state={state} />
        <Fact name="requests" text={status.value?.requests.toLocaleString("en")} />
        <Fact name="last request" text={status.value?.lastRequest && commandOf(status.value.lastRequest)} />
        <Fact name="event log" text={status.value && `${status.value.sel.records} of ${status.value.sel.capacity}`} />
        <Fact name="capabilities of QEMU" text={links[0]?.capabilities?.join(" ").toLowerCase()} />
        <Fact name="resets of QEMU" text={status.value?.resets.toLocaleString("en")} />
      </dl>
    </section>
  );
}

/** The name, or the codes of a command that has none. */
function commandOf({ command, netFn, cmd }: NonNullable<MachineStatus["lastRequest"]>): string {
  return command ?? `${hexByte(netFn)} ${hexByte(cmd)}`;
}

type Action = ArgumentsOf<"power.set">["action"];

interface Deed {
  readonly action: Action;
  readonly label: string;
  /** The effect on the guest. */
  readonly consequence: string;
}

const OFF: Deed = { action: "off", label: "Power off", consequence: "The guest loses power at once." };
const OTHERS: readonly Deed[] = [
  {
    action: "soft",
    label: "Shut down",
    consequence: "The guest sees the ACPI power button, and shuts down by itself.",
  },
  { action: "reset", label: "Reset", consequence: "The guest starts anew at once, without a shutdown." },
  { action: "cycle", label: "Power cycle", consequence: "The guest loses power at once, and starts anew." },
  { action: "diag", label: "NMI", consequence: "The guest gets a diagnostic interrupt; many kernels stop at it." },
];

function PowerButtons({ state, isOn }: { readonly state: MachineState; readonly isOn: boolean }) {
  const machine = state.name;
  const set = ({ action, label }: Deed) =>
    act(`${label}: done`, async () => {
      await call("power.set", { machine, action });
      await state.refresh();
    });
  const reset = (kind: "cold" | "warm") =>
    act(`The BMC made a ${kind} reset`, async () => {
      await call("reset", { machine, kind });
      await state.refresh();
    });
  const confirmed = (deed: Deed) => (
    <Confirm
      key={deed.action}
      question={`${deed.label}: ${machine}?`}
      consequence={deed.consequence}
      yes={deed.label}
      disabled={!isOn}
      action={() => void set(deed)}
    >
      {deed.label}
    </Confirm>
  );
  return (
    <fieldset class="buttons power">
      <legend class="sr">Power and reset</legend>
      {isOn || !state.status.value ? (
        confirmed(OFF)
      ) : (
        <button
          type="button"
          class="primary"
          onClick={() => void set({ action: "on", label: "Power on", consequence: "" })}
        >
          Power on
        </button>
      )}
      {OTHERS.map(confirmed)}
      <Confirm
        question={`Reset the BMC of ${machine}?`}
        consequence="The BMC starts as at power-up. The guest keeps running."
        yes="Reset the BMC"
        class="quiet"
        action={() => void reset("cold")}
      >
        Reset BMC
      </Confirm>
    </fieldset>
  );
}
