/** Faults in force, and the form that adds one. */
import { call } from "../../api/client.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { Tag } from "../../parts/led.tsx";
import { Panel, Problem } from "../../parts/panel.tsx";
import { act } from "../../state/notices.ts";
import { usePolled } from "../../state/polled.ts";
import { counted } from "../../words/format.ts";
import { AddFault } from "./add-fault.tsx";
import { ruleText } from "./fault-form.ts";

export function FaultsView({ machine }: { readonly machine: string }) {
  const { value, error, read } = usePolled(machine, async () => (await call("fault.list", { machine })).faults);
  const list = value.value ?? [];
  const change = (what: string, action: () => Promise<unknown>) =>
    act(what, async () => {
      await action();
      await read();
    });
  return (
    <div class="split">
      <Panel
        title="Faults in force"
        class="faults"
        aside={
          <Confirm
            question={`Remove all faults of ${machine}?`}
            consequence="Those of the configuration go too, until the daemon starts again."
            yes="Remove all"
            class="quiet"
            disabled={list.length === 0}
            action={() => void change("All faults are removed", () => call("fault.clear", { machine }))}
          >
            Remove all
          </Confirm>
        }
      >
        <Problem text={error.value} />
        <table class="data">
          <caption class="sr">Faults in the order in which they apply</caption>
          <thead>
            <tr>
              <th>Fault</th>
              <th>Rule</th>
              <th class="number">Applied</th>
              <th>
                <span class="sr">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.map(({ name, rule, applied, lan, redfish }) => (
              <tr key={`${lan} ${redfish} ${name}`}>
                <th scope="row">
                  {name} {lan && <Tag tone="info">LAN</Tag>}
                  {redfish && <Tag tone="info">Redfish</Tag>}
                </th>
                <td class="mono fields">{ruleText(rule, redfish ? "every request" : undefined)}</td>
                <td class="number">{counted(applied, "time")}</td>
                <td>
                  <button
                    type="button"
                    class="quiet"
                    aria-label={`Remove the fault ${name}`}
                    onClick={() => void change(`${name} is removed`, () => call("fault.remove", { machine, name }))}
                  >
                    Remove
                  </button>
                </td>
              </tr>
            ))}
            {list.length === 0 && (
              <tr>
                <td colSpan={4} class="empty">
                  {value.value ? "No fault is in force" : "Reading the faults…"}
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </Panel>
      <AddFault machine={machine} added={read} />
    </div>
  );
}
