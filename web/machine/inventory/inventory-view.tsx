/** How the machine is reached, by whom, and what its FRU inventory says. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ResultOf } from "../../../src/control/calls.ts";
import { call } from "../../api/client.ts";
import { Problem } from "../../parts/panel.tsx";
import { DoorsPanel } from "./doors-panel.tsx";
import { FruPanel } from "./fru-panel.tsx";
import { RedfishSessionsPanel } from "./redfish-sessions-panel.tsx";
import { SessionsPanel } from "./sessions-panel.tsx";
import { UsersPanel } from "./users-panel.tsx";

export interface Inventory {
  readonly doors: ResultOf<"doors">["machines"][number] | undefined;
  readonly users: ResultOf<"user.list">;
  readonly frus: readonly ResultOf<"fru.read">[];
}

export function InventoryView({ machine }: { readonly machine: string }) {
  const inventory = useSignal<Inventory | undefined>(undefined);
  const error = useSignal<string | undefined>(undefined);
  const read = async () => {
    try {
      inventory.value = await readInventory(machine);
      error.value = undefined;
    } catch (reason) {
      error.value = reason instanceof Error ? reason.message : String(reason);
    }
  };
  useEffect(() => void read(), [machine]);
  const { value } = inventory;
  return (
    <>
      <Problem text={error.value} />
      {value === undefined && error.value === undefined && <p class="empty">Reading the inventory…</p>}
      {value && (
        <div class="split">
          <div class="column">
            {value.doors && <DoorsPanel doors={value.doors} />}
            <UsersPanel machine={machine} list={value.users} changed={read} />
            <SessionsPanel machine={machine} />
            {value.doors?.redfish !== undefined && <RedfishSessionsPanel machine={machine} />}
          </div>
          <FruPanel frus={value.frus} />
        </div>
      )}
    </>
  );
}

async function readInventory(machine: string): Promise<Inventory> {
  const [doors, users, { devices }] = await Promise.all([
    call("doors", { machine }),
    call("user.list", { machine }),
    call("fru.list", { machine }),
  ]);
  const frus = await Promise.all(devices.map(({ id }) => call("fru.read", { machine, id })));
  return { doors: doors.machines[0], users, frus };
}
