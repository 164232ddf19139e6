/**
 * When QEMU's boot order changes. Before a restart that the BMC causes, the device of its boot flags comes first. Afterwards
 * the order for resets by the guest returns: the machine's own, unless the flags outlast such resets.
 *
 * QEMU builds the list that firmware reads at each reset. SeaBIOS answers a warm reset with one to four of its own within
 * 60 ms (QEMU 7.2 to 11.1), so the order may not return as soon as the first is over.
 */
import type { BootDevice } from "../bmc/chassis/boot-device.ts";
import { FIRMWARE_RESETS_MS } from "../bmc/chassis/reported-resets.ts";
import type { Clock, Timer } from "../clock.ts";
import type { AskQmp } from "./boot-devices.ts";
import type { BootMeans } from "./host-means.ts";
import { LatestChange } from "./latest-change.ts";
import { QemuBootOrder } from "./qemu-boot-order.ts";

/** A reset that QEMU has not reported by then was never made. */
const RESET_TIMEOUT_MS = 30_000;

export interface BootControlDeps {
  readonly qmp: { readonly connected: boolean; readonly ask: AskQmp };
  readonly clock: Clock;
  /** Whether a QEMU with a reset at its start was started with -S, and must be let run. */
  readonly startsPaused: boolean;
  /** Called before a reset that QEMU reports and that belongs to a start of ours. */
  resetAtStart(): void;
  /** Whether a drive holds a medium, which is put into a QEMU once it has connected. */
  hasMedia(): boolean;
  /** Called when the order could not be changed. */
  failed(error: Error): void;
}

export class BootControl implements BootMeans {
  readonly #order: QemuBootOrder;
  readonly #deps: BootControlDeps;
  #lasting: BootDevice | undefined;
  /** A start whose QEMU has not connected, or was not reset yet. */
  #start: { readonly device: BootDevice | undefined } | undefined;
  /** Changes of QEMU's order: a guest can set flags faster than QEMU takes them. */
  readonly #change: LatestChange<BootDevice | undefined>;
  /** Runs while a restart of ours is under way. */
  #restart: Timer | undefined;
  #wasReset = false;
  #learnsDevices = false;

  constructor(deps: BootControlDeps) {
    this.#order = new QemuBootOrder(deps.qmp.ask);
    this.#deps = deps;
    this.#change = new LatestChange((device) => this.#set(device));
  }

  keep(device: BootDevice | undefined): void {
    if (device === this.#lasting) return;
    this.#lasting = device;
    if (!this.#restart) void this.#change.to(device);
  }

  prepare(restart: "powerOn" | "reset", device: BootDevice | undefined): Promise<void> | undefined {
    const { connected } = this.#deps.qmp;
    const isLate = device !== undefined || this.#order.isStored || (!connected && this.#deps.hasMedia());
    const isStart = restart === "powerOn" && isLate;
    this.#start = isStart ? { device } : undefined;
    if (!connected) return undefined;
    if (device === undefined && !this.#lasting && !this.#restart) return this.#change.underWay;
    this.#restarts();
    return this.#change.to(device);
  }

  get devices(): ReadonlySet<BootDevice> | undefined {
    return this.#order.devices;
  }

  learnDevices(): void {
    this.#learnsDevices = true;
    if (this.#deps.qmp.connected) this.#learn();
  }

  /** QEMU has reported a reset. A device that comes first stays first at the resets of the firmware that follow. */
  machineReset(): void {
    if (this.#restart ? this.#wasReset : !this.#lasting) return;
    this.#wasReset = true;
    this.#start = undefined;
    this.#settlesIn(FIRMWARE_RESETS_MS);
  }

  /** Whether the QEMU that is started now will be reset once it has connected, before it boots from the right device. */
  get resetsAtStart(): boolean {
    return this.#start !== undefined;
  }

  /** QMP has connected to a QEMU, whose command line decides the order. */
  newQemu(): void {
    this.#order.newQemu();
    if (this.#learnsDevices) this.#learn();
    if (!this.#start) {
      if (this.#lasting) void this.#change.to(this.#lasting);
      return;
    }
    const { device } = this.#start;
    this.#restarts();
    void this.#change.to(device).then(() => this.#resetAtStart().catch(this.#deps.failed));
  }

  async #resetAtStart(): Promise<void> {
    const { qmp, startsPaused, resetAtStart } = this.#deps;
    resetAtStart();
    await qmp.ask("system_reset");
    if (startsPaused) await qmp.ask("cont");
  }

  #learn(): void {
    // A QEMU that ends meanwhile has no devices.
    this.#order.learn().catch(() => {});
  }

  #restarts(): void {
    this.#wasReset = false;
    this.#settlesIn(RESET_TIMEOUT_MS);
  }

  #settlesIn(ms: number): void {
    this.#restart?.cancel();
    this.#restart = this.#deps.clock.after(ms, () => {
      this.#restart = undefined;
      void this.#change.to(this.#lasting);
    });
  }

  async #set(device: BootDevice | undefined): Promise<void> {
    const isNeeded = device !== undefined || this.#order.isChanged;
    if (isNeeded && this.#deps.qmp.connected) await this.#order.set(device).catch(this.#deps.failed);
  }
}
