import { expect, it } from "vitest";
import type { Machine } from "../../../src/machine.ts";
import { ask, machine } from "./machine.ts";

/** Title; request, "netFn cmd data…"; answer, "completion-code data…". Spaced hex. */
export type Exchange = readonly [title: string, request: string, answer: string];

/** Tests each exchange on a new machine with these settings, after `prepare`. */
export function conforms(
  exchanges: readonly Exchange[],
  settings: Readonly<Record<string, unknown>> = {},
  prepare: (machine: Machine) => void = () => {},
): void {
  it.each(exchanges)("%s", (_title, request, answer) => {
    const to = machine(settings);
    prepare(to);
    expect(ask(to, request)).toBe(answer);
  });
}
