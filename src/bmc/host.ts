/**
 * The actions of a BMC on its machine. A real BMC acts through wires, ours through the means in `src/host/`.
 */
import type { BootDevice } from "./chassis/boot-device.ts";

export type HostAction = "powerOff" | "powerOn" | "reset" | "diagnosticInterrupt" | "softShutdown";

/** State that the identify light of the chassis is to have (§28.5): 0 seconds and not indefinite is off. */
export interface IdentifyLight {
  readonly seconds: number;
  readonly indefinite: boolean;
}

export interface Host {
  /** Whether something can start a machine that is off. The VM protocol has no such control command. */
  readonly canPowerOn: boolean;
  /** Whether it can choose the device that the machine boots from. */
  readonly choosesBootDevice: boolean;
  /**
   * Performs an action after the current command is answered. Returns false when nothing can do it now.
   * @param boot the device that the machine boots from, if the action restarts it
   */
  perform(action: HostAction, boot?: BootDevice): boolean;
  /** Returns why nothing can perform the action now, and what to do about it. */
  refusal(action: HostAction): string;
  /** Sets the device for restarts that the BMC does not cause; undefined: the machine's own order. */
  keepBootDevice(device: BootDevice | undefined): void;
  /** Called when the identify light is switched, not when its time is over. */
  identify(light: IdentifyLight): void;
  /** Called when the BMC's messaging state changes, on which attention and interrupts depend. */
  messagingChanged(): void;
  /** Called when the system was reset, or its power was switched on or off. */
  systemInterrupted(powerOn: boolean): void;
}

/** The host of a satellite, which has no power, no reset and no system interface of its own. */
export const NO_HOST: Host = {
  canPowerOn: false,
  choosesBootDevice: false,
  perform: () => false,
  refusal: (action) => `a satellite cannot do ${action}; send it to the BMC`,
  keepBootDevice() {},
  identify() {},
  messagingChanged() {},
  systemInterrupted() {},
};
