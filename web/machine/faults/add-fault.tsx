/** The form that adds a fault. */
import { useSignal } from "@preact/signals";
import type { ArgumentsOf } from "../../../src/control/calls.ts";
import { call } from "../../api/client.ts";
import { Panel, Problem } from "../../parts/panel.tsx";
import { notify } from "../../state/notices.ts";
import { effectsOf, type FaultFields, ruleOf } from "./fault-form.ts";

const EMPTY: FaultFields = {
  ...{ door: "vm", effect: "delay", value: "", name: "", command: "", times: "", every: "", probability: "" },
};

interface AddFaultProps {
  readonly machine: string;
  readonly added: () => Promise<void>;
}

export function AddFault({ machine, added }: AddFaultProps) {
  const fields = useSignal(EMPTY);
  const refusal = useSignal<string | undefined>(undefined);
  const effects = effectsOf(fields.value.door);
  const effect = effects[fields.value.effect];
  const set = (change: Partial<FaultFields>) => {
    fields.value = { ...fields.value, ...change };
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      for (const warning of await add(machine, fields.value)) notify("error", warning);
      notify("done", "The fault is in force");
      refusal.value = undefined;
      await added();
    } catch (error) {
      refusal.value = error instanceof Error ? error.message : String(error);
    }
  };
  const text = (key: keyof FaultFields, label: string, placeholder: string, mode?: "numeric" | "decimal") => (
    <label>
      {label}
      <input
        name={key}
        value={fields.value[key]}
        placeholder={placeholder}
        autocomplete="off"
        inputMode={mode ?? "text"}
        onInput={({ currentTarget }) => set({ [key]: currentTarget.value })}
      />
    </label>
  );
  return (
    <Panel title="Add a fault" class="add-fault">
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <label>
          Door
          <select
            value={fields.value.door}
            onChange={({ currentTarget }) => set({ door: currentTarget.value as FaultFields["door"], effect: "delay" })}
          >
            <option value="vm">QEMU</option>
            <option value="lan">LAN</option>
          </select>
        </label>
        <label>
          Effect
          <select value={fields.value.effect} onChange={({ currentTarget }) => set({ effect: currentTarget.value })}>
            {Object.entries(effects).map(([key, { label }]) => (
              <option key={key} value={key}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {effect?.field !== undefined && text("value", effect.field, effect.example ?? "")}
        {text("command", "Only for the command", "all commands; such as Get Device ID")}
        <div class="row">
          {text("times", "Times at most", "no limit", "numeric")}
          {text("every", "Every nth answer", "1", "numeric")}
          {text("probability", "Probability", "1", "decimal")}
        </div>
        {text("name", "Name", "rule 1")}
        <details>
          <summary>As JSON</summary>
          <pre class="mono">{JSON.stringify(ruleOf(fields.value), undefined, 2)}</pre>
        </details>
        <Problem text={refusal.value} />
        <button type="submit" class="primary">
          Add the fault
        </button>
      </form>
    </Panel>
  );
}

/** Returns the daemon's warnings. */
async function add(machine: string, fields: FaultFields): Promise<readonly string[]> {
  const rule = ruleOf(fields);
  if (fields.door === "vm") {
    return (await call("fault.add", { machine, rule: rule as ArgumentsOf<"fault.add">["rule"] })).warnings;
  }
  await call("fault.addLan", { machine, fault: rule as ArgumentsOf<"fault.addLan">["fault"] });
  return [];
}
