/**
 * Booted machines, kept as files. A boot takes seconds, so each kind of machine boots once: when both drivers are loaded
 * and no BMC was ever connected, its whole state is written to a file. Each run starts a new QEMU from that file.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "../lab-error.ts";
import { describeEnd } from "../qemu/qemu-in-folder.ts";
import type { Qmp } from "../qemu/qmp.ts";
import { DriverLine } from "./driver-line.ts";
import { type Firmware, uefiFirmware } from "./uefi-firmware.ts";
import { startUefiQemu, type UefiMachine, type UefiQemu } from "./uefi-qemu.ts";

/** Real time for a boot. It takes 3 to 5 s on a quiet machine, and minutes on one that is overloaded. */
export const BOOT_PATIENCE_MS = 600_000;
const POLL_INTERVAL_MS = 20;

export interface Boot {
  readonly firmware: Firmware;
  readonly statePath: string;
}

export class UefiBoots implements AsyncDisposable {
  /** The OVMF code image that the drivers are added to. */
  readonly ovmfPath: string;
  readonly #boots = new Map<string, Promise<Boot>>();
  #folder: Promise<string> | undefined;
  #firmware: Promise<Firmware> | undefined;

  constructor(ovmfPath: string) {
    this.ovmfPath = ovmfPath;
  }

  /** Boots such a machine, unless one was booted before. Rejects with `LabError` if it does not boot. */
  of(machine: UefiMachine): Promise<Boot> {
    const key = JSON.stringify([machine.binary, machine.interface, machine.cpus, machine.accelerator]);
    const known = this.#boots.get(key);
    if (known) return known;
    const boot = this.#boot(machine, `state-${this.#boots.size}`);
    this.#boots.set(key, boot);
    return boot;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#boots.values());
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true });
  }

  /** Makes the image with the lab's drivers, once. Rejects with `LabError` "image" if it cannot be made. */
  firmware(): Promise<Firmware> {
    this.#firmware ??= this.#inFolder().then((folder) => uefiFirmware(this.ovmfPath, folder));
    return this.#firmware;
  }

  #inFolder(): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), "extern-bmc-uefi-"));
    return this.#folder;
  }

  async #boot(machine: UefiMachine, name: string): Promise<Boot> {
    const firmware = await this.firmware();
    const statePath = join(await this.#inFolder(), name);
    await using qemu = await startUefiQemu(machine, firmware);
    const qmp = await qemu.qmp;
    using line = new DriverLine(qemu.openSerial());
    await orEnd(qemu, BOOT_PATIENCE_MS, "OVMF has not loaded the lab's drivers", line.untilBooted());
    await qmp.execute("stop");
    await saveState(qmp, statePath);
    return { firmware, statePath };
  }
}

async function saveState(qmp: Qmp, path: string): Promise<void> {
  await qmp.execute("migrate", { uri: `exec:cat >'${path}'` });
  for (;;) {
    const { status, "error-desc": why } = (await qmp.execute("query-migrate")) as Record<string, unknown>;
    if (status === "completed") return;
    if (status === "failed") throw new LabError("refused", `QEMU did not save its state: ${why}`);
    await sleep(POLL_INTERVAL_MS);
  }
}

/** Resolves once QEMU has taken over a saved state and is paused. */
export async function untilPaused(qmp: Qmp): Promise<void> {
  while (((await qmp.execute("query-status")) as Record<string, unknown>)["status"] === "inmigrate") {
    await sleep(POLL_INTERVAL_MS);
  }
}

/** Resolves with the work's result. Rejects with `LabError` if QEMU ends first, or after `ms` of real time. */
export async function orEnd<T>(qemu: UefiQemu, ms: number, what: string, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(ms, undefined, { signal: timer.signal }).then(() => {
    throw new LabError("timeout", `${what} after ${ms / 1000} s`);
  });
  const ended = qemu.ended.then((how) => {
    throw new LabError("ended", `QEMU ended (${describeEnd(how)}); ${what}`);
  });
  for (const loser of [late, ended, work]) loser.catch(() => {});
  try {
    return await Promise.race([work, late, ended]);
  } finally {
    timer.abort();
  }
}
