/** The daemon's lab, whose code is loaded when the first client wants it: it would slow down every start. */
import type { ControlledLab } from "../../control/lab.ts";
import type { Lab } from "./lab.ts";

export interface LazyLab {
  open(): Promise<ControlledLab>;
  /** Ends the run that is under way, and its QEMU. */
  close(): Promise<void>;
}

/** @param named the setting lab.qemu @param program the QEMU where it names none */
export function lazyLab(named: Readonly<Record<string, string>> | undefined, program: string): LazyLab {
  let lab: Promise<Lab> | undefined;
  return {
    open() {
      lab ??= import("./lab.ts").then(({ Lab }) => new Lab(named, program));
      return lab;
    },
    close: async () => (await lab)?.close(),
  };
}
