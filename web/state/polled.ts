/** A list of one machine that a view reads again and again while it is shown. */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { MACHINE_EVERY_MS } from "../limits.ts";
import { poll } from "./poll.ts";

interface Polled<T> {
  /** Undefined until it was read. */
  readonly value: Signal<T | undefined>;
  /** Why it could not be read. */
  readonly error: Signal<string | undefined>;
  readonly read: () => Promise<void>;
}

export function usePolled<T>(machine: string, ask: () => Promise<T>): Polled<T> {
  const value = useSignal<T | undefined>(undefined);
  const error = useSignal<string | undefined>(undefined);
  const read = async () => {
    value.value = await ask();
    error.value = undefined;
  };
  useEffect(
    () =>
      poll(read, MACHINE_EVERY_MS, (reason) => {
        error.value = reason;
      }),
    [machine],
  );
  return { value, error, read };
}
