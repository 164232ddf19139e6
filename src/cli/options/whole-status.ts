/** Fetches all pages of `status` as one status. */
import type { ResultOf } from "../../control/calls.ts";
import type { Control } from "../../control/client.ts";
import { everyPage, type Meant } from "./control-options.ts";

export type Status = Omit<ResultOf<"status">, "next">;

export async function wholeStatus(control: Control, meant: Meant = {}): Promise<Status> {
  const pages = await everyPage((from) => control.call("status", { ...meant, from }));
  const { next: _, ...last } = pages.at(-1) ?? (await control.call("status", meant));
  return {
    ...last,
    doors: pages.flatMap(({ doors }) => doors),
    machines: pages.flatMap(({ machines }) => machines),
    failures: pages.flatMap(({ failures }) => failures),
  };
}

/** Names of the machines that no QEMU has greeted. */
export function namesWithoutQemu(machines: Status["machines"]): readonly string[] {
  return machines
    .filter(({ links }) => !links.some(({ capabilities }) => capabilities !== undefined))
    .map(({ name }) => name);
}
