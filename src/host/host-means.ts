/** A means by which the BMC acts on its machine: the VM protocol, a program that starts QEMU, libvirt. */
import type { BootDevice } from "../bmc/chassis/boot-device.ts";
import type { HostAction, IdentifyLight } from "../bmc/host.ts";

export interface HostMeans {
  /** Name for the log: "libvirt". */
  readonly name: string;
  /** Whether it can start a machine that is off. */
  readonly canPowerOn: boolean;
  /**
   * Performs an action. Returns false when it cannot do this one now, and a promise when the action takes time. The promise
   * resolves with false when the means cannot do it after all, and rejects with `HostError` when the action fails.
   */
  perform(action: HostAction): boolean | Promise<unknown>;
  /** Returns why `perform` returns false now: "no connected QEMU supports reset". Undefined: it is not meant for this action. */
  refusal(action: HostAction): string | undefined;
  /** Switches the identify light. Absent: it has none. The promise rejects with `HostError`. */
  identify?(light: IdentifyLight): Promise<void>;
}

/** A means that chooses the device that the machine boots from: QMP. */
export interface BootMeans {
  /** Sets the device for restarts that the BMC does not cause; undefined: the machine's own order. */
  keep(device: BootDevice | undefined): void;
  /**
   * Prepares a restart by the BMC. Returns undefined when nothing has to be done first, otherwise a promise that resolves
   * when the restart may be made, whether or not the device could be chosen.
   */
  prepare(restart: "powerOn" | "reset", device: BootDevice | undefined): Promise<void> | undefined;
  /** QEMU reports a reset. */
  machineReset(): void;
  /** Devices that the machine has; undefined while they are not known. */
  readonly devices?: ReadonlySet<BootDevice> | undefined;
  /** Asks for the machine's devices, now and in each QEMU to come. */
  learnDevices?(): void;
}

/** A medium in a drive, as the machine reports it. */
export interface HeldFile {
  readonly file: string;
  readonly readOnly: boolean;
}

/** USB sticks and floppies boot and read like CDs here: their images are read-only. */
export type DriveKind = "cd" | "usb" | "floppy";

/** A drive, as the machine reports it; `held` is absent when it is empty. */
export interface FoundDrive {
  readonly kind: DriveKind;
  readonly held: HeldFile | undefined;
}

/** A means that puts images into the machine's drives: QMP, libvirt. Its promises reject with `HostError`. */
export interface MediaMeans {
  /** Whether the drives can be reached now. If not, the media are inserted when they can. */
  readonly connected: boolean;
  /** Puts an image in place of what the drive holds. */
  insert(drive: string, file: string): Promise<void>;
  /** Empties the drive, if it is not empty. */
  eject(drive: string): Promise<void>;
  /** Returns those of these drives that the machine has. */
  found(drives: readonly string[]): Promise<ReadonlyMap<string, FoundDrive>>;
}

/** An action that failed. The message says why, and what to do about it. */
export class HostError extends Error {
  override readonly name = "HostError";
}
