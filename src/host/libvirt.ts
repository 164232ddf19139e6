/** A domain of libvirt, by virsh. */
import type { HostAction } from "../bmc/host.ts";
import { DomainBoot } from "./domain-boot.ts";
import { type BootMeans, type FoundDrive, HostError, type MediaMeans } from "./host-means.ts";
import { LIST_INTERVAL_MS } from "./limits.ts";
import { withPrivateFile } from "./private-file.ts";
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
  /** Resolves when the last domain was asked. */
  #asked: Promise<unknown> = Promise.resolve();
  /** The list of active domains that was started last. */
  #list: { readonly startMs: number; readonly names: Promise<ReadonlySet<string>> } | undefined;

  constructor(uri: string | undefined, nowMs: () => number) {
    this.#uri = uri;
    this.#nowMs = nowMs;
  }

  domain(name: string): Domain {
    return new Domain(this, name);
  }

  /** The domain's CD drives, by their targets: sda. A change lasts; `isOn` tells whether it must reach a running QEMU, too. */
  media(name: string, isOn: () => boolean): MediaMeans {
    const change = async (drive: string, ...words: readonly string[]) => {
      const at = ["--config", ...(isOn() ? ["--live"] : [])];
      await this.virsh("change-media", "--domain", name, "--path", drive, ...words, "--force", ...at);
    };
    return {
      connected: true,
      insert: (drive, file) => change(drive, "--source", file, "--update"),
      eject: (drive) => change(drive, "--eject").catch(forgiveEmpty),
      found: () => this.#drivesOf(name),
    };
  }

  async #drivesOf(name: string): Promise<ReadonlyMap<string, FoundDrive>> {
    const printed = await this.inTurn("domblklist", "--domain", name, "--details");
    return new Map(printed.split("\n").flatMap(driveIn));
  }

  /** Runs virsh for one domain after another: a daemon that starts asks about all of its machines. */
  inTurn(...words: readonly string[]): Promise<string> {
    const printed = this.#asked.then(() => this.virsh(...words));
    this.#asked = printed.catch(() => {});
    return printed;
  }

  /** Names and UUIDs of the domains that run, paused ones included. */
  active(sinceMs: number): Promise<ReadonlySet<string>> {
    const now = this.#nowMs();
    const last = this.#list;
    if (last && last.startMs >= sinceMs && now - last.startMs < LIST_INTERVAL_MS) return last.names;
    const names = this.list();
    this.#list = { startMs: now, names };
    return names;
  }

  /** Names and UUIDs of the domains that run, or that `options` of virsh's command list choose. */
  async list(...options: readonly string[]): Promise<ReadonlySet<string>> {
    const printed = await this.virsh("list", "--uuid", "--name", ...options);
    return new Set(printed.split("\n").flatMap(bothNames));
  }

  virsh(...words: readonly string[]): Promise<string> {
    const args = [...(this.#uri === undefined ? [] : ["--connect", this.#uri]), ...words];
    const advice = "install it (package libvirt-clients)";
    return runProgram({ file: "virsh", args, line: ["virsh", ...args].join(" "), advice });
  }
}

/** A line of virsh has type, device and target of a drive, and its file, which may have spaces: "file  cdrom  sda  /a.iso". */
function driveIn(line: string): readonly [string, FoundDrive][] {
  const [, target, file] = /^\s*\S+\s+cdrom\s+(\S+)\s+(.*?)\s*$/.exec(line) ?? [];
  if (target === undefined || file === undefined) return [];
  return [[target, { kind: "cd", held: file === "-" ? undefined : { file, readOnly: true } }]];
}

function forgiveEmpty(error: Error): void {
  if (!/doesn't have media/.test(error.message)) throw error;
}

/** One domain. `bootMeans` lets it choose the device that it boots from. */
export class Domain implements ProgramActions {
  readonly name = "libvirt";
  readonly #libvirt: Libvirt;
  readonly #domain: string;
  #boot: DomainBoot | undefined;

  constructor(libvirt: Libvirt, domain: string) {
    this.#libvirt = libvirt;
    this.#domain = domain;
  }

  act(action: HostAction): () => Promise<void> {
    const step = (each: HostAction) => async () => void (await this.#virsh(COMMANDS[each]));
    if (action === "powerOn" && this.#boot) return this.#boot.start(step("powerOn"));
    if (action === "reset" && this.#boot) return this.#boot.reset(step("reset"), step("powerOff"), step("powerOn"));
    return step(action);
  }

  async isOn(sinceMs: number): Promise<boolean> {
    return (await this.#libvirt.active(sinceMs)).has(this.#domain);
  }

  /** `failed`: called when the boot order could not be changed. */
  bootMeans(failed: (error: Error) => void): BootMeans {
    this.#boot = new DomainBoot({
      // With its passwords: a definition without them would remove them.
      read: () => this.#virsh("dumpxml", "--inactive", "--security-info"),
      readInTurn: () => this.#libvirt.inTurn("dumpxml", "--domain", this.#domain, "--inactive"),
      write: (xml) => this.#define(xml),
      failed,
    });
    return this.#boot;
  }

  async #define(xml: string): Promise<void> {
    const persistent = await this.#libvirt.list("--all", "--persistent");
    if (!persistent.has(this.#domain)) {
      throw new HostError(`domain ${this.#domain} is transient, and its boot order cannot be changed; define it`);
    }
    await withPrivateFile(xml, async (file) => void (await this.#libvirt.virsh("define", "--file", file)));
  }

  #virsh(command: string, ...options: readonly string[]): Promise<string> {
    return this.#libvirt.virsh(command, "--domain", this.#domain, ...options);
  }
}

/** A line of virsh has a domain's UUID and its name, which may have spaces. */
function bothNames(line: string): readonly string[] {
  const [, uuid, name] = /^\s*(\S+)\s+(.*?)\s*$/.exec(line) ?? [];
  return uuid === undefined || name === undefined ? [] : [uuid, name];
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
