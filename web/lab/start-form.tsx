/** The form that starts a run. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { LabInfo } from "../../src/control/calls/lab.ts";
import { Panel, Problem } from "../parts/panel.tsx";
import { notify } from "../state/notices.ts";
import { BUSES, firstFields, HOSTS, INTERFACES, type LabFields, optionsOf, playable } from "./lab-form.ts";
import type { LabState } from "./lab-state.ts";

interface StartFormProps {
  readonly state: LabState;
  readonly info: LabInfo;
  readonly isRunning: boolean;
}

export function StartForm({ state, info, isRunning }: StartFormProps) {
  const fields = useSignal(firstFields(info));
  const refusal = useSignal<string | undefined>(undefined);
  const { qemus, host, bus, acceptance, scenarios, expect, seed, repeat } = fields.value;
  const set = (change: Partial<LabFields>) => {
    fields.value = { ...fields.value, ...change };
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      await state.begin(optionsOf(fields.value, info));
      refusal.value = undefined;
      notify("done", "The run has started");
    } catch (error) {
      refusal.value = error instanceof Error ? error.message : String(error);
    }
  };
  const known = playable(info, host);
  const kinds = info.kinds.map((kind) => [kind, kind] as const);
  return (
    <Panel title="Start a run" class="lab-start">
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <Select label="Guest" value={host} options={HOSTS} changed={(value) => set({ host: value })} />
        {host === "model" ? (
          <Select
            label="Kind of QEMU that the model plays"
            value={acceptance}
            options={kinds}
            changed={(value) => set({ acceptance: value })}
          />
        ) : (
          <fieldset class="checks">
            <legend>QEMU</legend>
            {info.qemus.map(({ name, program, found }) => (
              <Check
                key={name}
                checked={qemus.includes(name)}
                disabled={!found}
                changed={(on) => set({ qemus: toggled(qemus, name, on) })}
              >
                {name} <small class="mono">{found ? program : `${program}: not there`}</small>
              </Check>
            ))}
          </fieldset>
        )}
        <Select label="Bus of the IPMI device" value={bus} options={BUSES} changed={(value) => set({ bus: value })} />
        <details>
          <summary>
            {scenarios.length === 0
              ? `All ${known.length} scenarios`
              : `${scenarios.length} of ${known.length} scenarios`}
          </summary>
          <fieldset class="checks scenarios">
            <legend>Only these scenarios</legend>
            {known.map(({ name, title }) => (
              <Check
                key={name}
                checked={scenarios.includes(name)}
                changed={(on) => set({ scenarios: toggled(scenarios, name, on) })}
              >
                {name} <small>{title}</small>
              </Check>
            ))}
          </fieldset>
        </details>
        <div class="row">
          {INTERFACES.map((via) => (
            <Select
              key={via}
              label={`${via.toUpperCase()} expected`}
              value={expect[via] ?? ""}
              options={[["", "nearest kind"], ...kinds]}
              changed={(value) => set({ expect: { ...expect, [via]: value } })}
            />
          ))}
        </div>
        <div class="row">
          <Field label="Rounds" value={repeat} changed={(value) => set({ repeat: value })} />
          <Field label="Seed" value={seed} changed={(value) => set({ seed: value })} />
        </div>
        <Problem text={refusal.value} />
        <button type="submit" class="primary" disabled={isRunning}>
          {isRunning ? "A run is under way" : "Start the run"}
        </button>
      </form>
    </Panel>
  );
}

function toggled(names: readonly string[], name: string, isOn: boolean): readonly string[] {
  return isOn ? [...names, name] : names.filter((each) => each !== name);
}

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly changed: (value: T) => void;
}

function Select<T extends string>({ label, value, options, changed }: SelectProps<T>) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => changed(currentTarget.value as T)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly changed: (value: string) => void;
}

function Field({ label, value, changed }: FieldProps) {
  return (
    <label>
      {label}
      <input
        value={value}
        autocomplete="off"
        inputMode="numeric"
        onInput={({ currentTarget }) => changed(currentTarget.value)}
      />
    </label>
  );
}

interface CheckProps {
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly changed: (isOn: boolean) => void;
  readonly children: ComponentChildren;
}

function Check({ checked, disabled = false, changed, children }: CheckProps) {
  return (
    <label>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={({ currentTarget }) => changed(currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
  );
}
