/** All machines: read at times, and those again that had an event. */
import { signal } from "@preact/signals";
import type { MachineStatus } from "../../src/control/calls/status.ts";
import { call, everyPage } from "../api/client.ts";
import { FLEET_EVERY_MS, READ_ALONE } from "../limits.ts";
import { gathered } from "./gather.ts";
import { onMachineEvent } from "./live.ts";
import { poll } from "./poll.ts";

export interface Fleet {
  readonly version: string;
  readonly machines: readonly MachineStatus[];
  /** Machines that are not served, and why. */
  readonly failures: readonly { readonly machine: string; readonly reason: string }[];
}

export const fleet = signal<Fleet | undefined>(undefined);
export const fleetError = signal<string | undefined>(undefined);

/** Returns a function that stops. */
export function startFleet(): () => void {
  const stopPoll = poll(readAll, FLEET_EVERY_MS, (reason) => {
    fleetError.value = reason;
  });
  const due = new Set<string>();
  const reading = gathered(() => {
    const names = [...due];
    due.clear();
    // The next poll makes up for a read that fails.
    void (names.length > READ_ALONE ? readAll().catch(() => {}) : readSome(names));
  });
  const stopEvents = onMachineEvent(({ machine }) => {
    due.add(machine);
    reading.ask();
  });
  return () => {
    stopPoll();
    stopEvents();
    reading.stop();
  };
}

async function readAll(): Promise<void> {
  const pages = await everyPage((from) => call("status", { from }));
  fleet.value = {
    version: pages[0]?.version ?? "",
    machines: pages.flatMap(({ machines }) => machines),
    failures: pages.flatMap(({ failures }) => failures),
  };
  fleetError.value = undefined;
}

/** Machines that had an event; one that cannot be read waits for the next read of all. */
async function readSome(names: readonly string[]): Promise<void> {
  const read = await Promise.all(names.map((machine) => call("machine.get", { machine }).catch(() => undefined)));
  const fresh = new Map(read.flatMap((machine) => (machine ? [[machine.name, machine]] : [])));
  const { value } = fleet;
  if (!value) return;
  fleet.value = { ...value, machines: value.machines.map((machine) => fresh.get(machine.name) ?? machine) };
}
