/** The form that adds a fault. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ArgumentsOf } from "../../../src/control/calls.ts";
import { call } from "../../api/client.ts";
import { Panel, Problem } from "../../parts/panel.tsx";
import { notify } from "../../state/notices.ts";
import { type Door, effectOf, type FaultFields, groupsOf, ruleOf } from "./fault-form.ts";
import { FaultField, ScopeFields } from "./scope-fields.tsx";

const EMPTY: FaultFields = {
  ...{ door: "vm", effect: "delay", value: "", name: "", times: "", every: "", probability: "" },
  ...{ command: "", method: "", path: "", after: "" },
};

const DOORS: readonly (readonly [Door, string])[] = [
  ["vm", "QEMU"],
  ["lan", "LAN"],
  ["redfish", "Redfish"],
];

interface AddFaultProps {
  readonly machine: string;
  readonly added: () => Promise<void>;
}

export function AddFault({ machine, added }: AddFaultProps) {
  const fields = useSignal(EMPTY);
  const refusal = useSignal<string | undefined>(undefined);
  const hasRedfish = useSignal(false);
  useEffect(() => {
    const read = async () => {
      const { machines } = await call("doors", { machine });
      hasRedfish.value = machines.some(({ redfish }) => redfish !== undefined);
    };
    read().catch(() => {}); // the list beside this form shows why
  }, [machine]);
  const { door } = fields.value;
  const effect = effectOf(fields.value);
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
  const options = ({ effects }: ReturnType<typeof groupsOf>[number]) =>
    Object.entries(effects).map(([key, { label }]) => (
      <option key={key} value={key}>
        {label}
      </option>
    ));
  return (
    <Panel title="Add a fault" class="add-fault">
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <label>
          Door
          <select
            value={door}
            onChange={({ currentTarget }) => set({ door: currentTarget.value as Door, effect: "delay" })}
          >
            {DOORS.filter(([each]) => each !== "redfish" || hasRedfish.value).map(([each, label]) => (
              <option key={each} value={each}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label>
          Effect
          <select value={fields.value.effect} onChange={({ currentTarget }) => set({ effect: currentTarget.value })}>
            {groupsOf(door).map((group) =>
              group.title === undefined ? (
                options(group)
              ) : (
                <optgroup key={group.title} label={group.title}>
                  {options(group)}
                </optgroup>
              ),
            )}
          </select>
        </label>
        {effect?.doc !== undefined && <p class="hint">{effect.doc}</p>}
        {effect?.field !== undefined && (
          <FaultField of={fields} name="value" label={effect.field} placeholder={effect.example ?? ""} />
        )}
        <ScopeFields of={fields} />
        <FaultField of={fields} name="name" label="Name" placeholder={effect?.doc ? fields.value.effect : "fault 1"} />
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
  switch (fields.door) {
    case "vm":
      return (await call("fault.add", { machine, rule: rule as ArgumentsOf<"fault.add">["rule"] })).warnings;
    case "lan":
      await call("fault.addLan", { machine, fault: rule as ArgumentsOf<"fault.addLan">["fault"] });
      return [];
    case "redfish":
      await call("fault.addRedfish", { machine, fault: rule as ArgumentsOf<"fault.addRedfish">["fault"] });
      return [];
  }
}
