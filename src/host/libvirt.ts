/** A domain of libvirt, by virsh. */
import type { HostAction } from "../bmc/host.ts";
import { LIST_INTERVAL_MS } from "./limits.ts";
import { runProgram } from "./program.ts";
import type { ProgramActions } from "./program-means.ts";

const COMMANDS: Readonly<Record<HostAction, string>> = {
  powerOn: "start",
  powerOff: "destroy",
  reset: "reset",
  softShutdown: "shutdown",
  diagnosticInterrupt: "inject-nmi",
};

/** One libvirt, by its connection URI; undefined: virsh's default. */
export class Libvirt {
  readonly #uri: string | undefined;
  readonly #nowMs: () => number;
  /** The list of active domains that was started last. */
  #list: { readonly startMs: number; readonly names: Promise<ReadonlySet<string>> } | undefined;

  constructor(uri: string | undefined, nowMs: () => number) {
    this.#uri = uri;
    this.#nowMs = nowMs;
  }

  domain(name: string): ProgramActions {
    return {
      name: "libvirt",
      act: (action) => async () => void (await this.#virsh(COMMANDS[action], "--domain", name)),
      isOn: async (sinceMs) => (await this.#active(sinceMs)).has(name),
    };
  }

  /** Names of the domains that run, paused ones included. */
  #active(sinceMs: number): Promise<ReadonlySet<string>> {
    const now = this.#nowMs();
    const last = this.#list;
    if (last && last.startMs >= sinceMs && now - last.startMs < LIST_INTERVAL_MS) return last.names;
    const names = this.#virsh("list", "--name").then((printed) => new Set(printed.split("\n").filter(Boolean)));
    this.#list = { startMs: now, names };
    return names;
  }

  #virsh(...words: readonly string[]): Promise<string> {
    const args = [...(this.#uri === undefined ? [] : ["--connect", this.#uri]), ...words];
    const advice = "install it (package libvirt-clients)";
    return runProgram({ file: "virsh", args, line: ["virsh", ...args].join(" "), advice });
  }
}

/** Libvirts of a daemon: its machines share them. */
export class Libvirts {
  readonly #byUri = new Map<string | undefined, Libvirt>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  at(uri: string | undefined): Libvirt {
    const known = this.#byUri.get(uri) ?? new Libvirt(uri, this.#nowMs);
    this.#byUri.set(uri, known);
    return known;
  }
}
