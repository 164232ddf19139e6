/** The form that holds a sensor at a value or at states, and releases it. */
import { useRef } from "preact/hooks";
import type { SensorStatus } from "../../../src/control/calls/sensor.ts";
import { call } from "../../api/client.ts";
import { act } from "../../state/notices.ts";
import { calledAs } from "../history.ts";
import type { MachineState } from "../machine-state.ts";

interface SensorFormProps {
  readonly sensor: SensorStatus;
  readonly state: MachineState;
}

export function SensorForm({ sensor, state }: SensorFormProps) {
  const input = useRef<HTMLInputElement>(null);
  const machine = state.name;
  const { name, unit, held } = sensor;
  const called = { machine, sensor: calledAs(sensor) };
  const isNumeric = unit !== undefined;
  const change = (what: string, action: () => Promise<unknown>) =>
    act(what, async () => {
      await action();
      await state.refreshSensors();
      await state.refresh();
    });
  const hold = (event: SubmitEvent) => {
    event.preventDefault();
    const text = input.current?.value.trim() ?? "";
    const given = isNumeric ? { value: text } : { states: statesOf(text) };
    void change(`${name} is held at ${text === "" ? "no state" : text}`, () =>
      call("sensor.set", { ...called, ...given }),
    );
  };
  const take = () => change(`${name} has no reading`, () => call("sensor.set", { ...called, available: false }));
  const release = () => change(`${name} is released`, () => call("sensor.release", called));
  return (
    <form class="inline" onSubmit={hold}>
      <label>
        {isNumeric ? `Hold at (${unit || "no unit"})` : "Hold at states"}
        <input
          ref={input}
          name="value"
          required={isNumeric}
          autocomplete="off"
          placeholder={isNumeric ? "97" : "0, Presence detected"}
        />
      </label>
      <button type="submit" class="primary">
        Set value
      </button>
      <button type="button" onClick={() => void take()}>
        No reading
      </button>
      <button type="button" disabled={!held} onClick={() => void release()}>
        Release
      </button>
    </form>
  );
}

/** Offsets and names, separated by commas. */
export function statesOf(text: string): (number | string)[] {
  const parts = text.split(",").map((part) => part.trim());
  return parts.filter((part) => part !== "").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
