/** A domain of libvirt, by virsh. */
import type { HostAction } from "../bmc/host.ts";
import type { MediaMeans } from "./host-means.ts";
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

  /** The domain's CD drives, by their targets: sda. A change lasts; `isOn` tells whether it must reach a running QEMU, too. */
  media(name: string, isOn: () => boolean): MediaMeans {
    const change = async (drive: string, ...words: readonly string[]) => {
      const at = ["--config", ...(isOn() ? ["--live"] : [])];
      await this.#virsh("change-media", "--domain", name, "--path", drive, ...words, "--force", ...at);
    };
    return {
      connected: true,
      insert: (drive, file) => change(drive, "--source", file, "--update"),
      eject: (drive) => change(drive, "--eject").catch(forgiveEmpty),
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

function forgiveEmpty(error: Error): void {
  if (!/doesn't have media/.test(error.message)) throw error;
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
