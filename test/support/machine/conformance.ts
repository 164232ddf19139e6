import { expect, it } from "vitest";
import type { Machine } from "../../../src/machine.ts";
import { isDecidedByChannel } from "../lan/decided-by-channel.ts";
import { sessionAt } from "../lan/session-at.ts";
import { ask, machine } from "./machine.ts";

/** Title; request, "netFn cmd data…"; answer, "completion-code data…". Spaced hex. */
export type Exchange = readonly [title: string, request: string, answer: string];

/** Tests each exchange on a new machine with these settings, after `prepare`; then all of them over a LAN session. */
export function conforms(
  exchanges: readonly Exchange[],
  settings: Readonly<Record<string, unknown>> = {},
  prepare: (machine: Machine) => void = () => {},
): void {
  const prepared = () => {
    const to = machine(settings);
    prepare(to);
    return to;
  };
  it.each(exchanges)("%s", (_title, request, answer) => {
    expect(ask(prepared(), request)).toBe(answer);
  });
  it("the same over the LAN, but for what the channel decides", () => {
    const others = exchanges.flatMap(([title, request, answer]) => {
      const session = sessionAt(prepared());
      if (!session) return [];
      const overLan = session.ask(request).join(" | ");
      return overLan === answer || isDecidedByChannel(request, overLan) ? [] : [{ title, request, answer, overLan }];
    });
    expect(others).toEqual([]);
  });
}
