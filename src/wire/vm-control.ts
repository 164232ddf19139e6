/**
 * Control commands of the VM protocol: a code, its data, then A1h. They replace a real BMC's wires: attention,
 * interrupt, power, reset, NMI. QEMU sends the ones that it supports as its capabilities.
 */
import { hexNumber } from "../text/hex.ts";
import { type Discarded, EndMark, frame } from "./vm-framing.ts";

/** Codes by QEMU's names (VM_CMD_…). */
export const Control = {
  NoAttn: 0x00,
  Attn: 0x01,
  AttnIrq: 0x02,
  PowerOff: 0x03,
  /** From QEMU: the machine was reset. To QEMU: reset it. */
  Reset: 0x04,
  EnableIrq: 0x05,
  DisableIrq: 0x06,
  SendNmi: 0x07,
  /** Data: one byte of `Capability` bits. */
  Capabilities: 0x08,
  GracefulShutdown: 0x09,
  /** Hides the interface; with Enable only in the newest revision of the protocol. */
  Disable: 0x0a,
  Enable: 0x0b,
  /** Data: `PROTOCOL_VERSION`. */
  Version: 0xff,
} as const;
export type Control = (typeof Control)[keyof typeof Control];

/** Returns the command's name, such as "AttnIrq"; the code in hex if it is unknown. */
export function controlName(code: number): string {
  return Object.entries(Control).find(([, value]) => value === code)?.[0] ?? hexNumber(code);
}

export const PROTOCOL_VERSION = 1;

/** QEMU's capabilities, as bits of the Capabilities command. */
export const Capability = {
  Power: 0x01,
  Reset: 0x02,
  Irq: 0x04,
  Nmi: 0x08,
  Attn: 0x10,
  GracefulShutdown: 0x20,
  Enable: 0x40,
} as const;

/** Returns the names, as in `Capability`, of the bits that are set. */
export function capabilityNames(capabilities: number): string[] {
  return Object.entries(Capability).flatMap(([name, bit]) => ((capabilities & bit) === bit ? [name] : []));
}

export interface VmControl {
  readonly kind: "control";
  readonly code: Control;
  readonly data: Uint8Array;
}

/** The capability bits that QEMU must announce before the BMC may send it a command. */
const REQUIRED: Readonly<Record<Control, number>> = {
  [Control.NoAttn]: Capability.Attn,
  [Control.Attn]: Capability.Attn,
  [Control.AttnIrq]: Capability.Attn | Capability.Irq,
  [Control.PowerOff]: Capability.Power,
  [Control.Reset]: Capability.Reset,
  [Control.EnableIrq]: Capability.Irq,
  [Control.DisableIrq]: Capability.Irq,
  [Control.SendNmi]: Capability.Nmi,
  [Control.Capabilities]: 0,
  [Control.GracefulShutdown]: Capability.GracefulShutdown,
  [Control.Disable]: Capability.Enable,
  [Control.Enable]: Capability.Enable,
  [Control.Version]: 0,
};

/** Whether a peer that announced `capabilities` takes this command. */
export function isAnnounced(code: Control, capabilities: number): boolean {
  return (capabilities & REQUIRED[code]) === REQUIRED[code];
}

export function isControl(code: number): code is Control {
  return code in REQUIRED;
}

/**
 * Reads a body that A1h ended. Surplus data is kept and ignored, as in QEMU and OpenIPMI; a Capabilities or Version
 * without its byte is too short. OpenIPMI silently drops unknown codes; here they are returned as a value.
 */
export function decodeControl(body: Uint8Array): VmControl | Discarded {
  const code = body[0];
  if (code === undefined || !isControl(code)) {
    return { kind: "discarded", reason: "unknown control command", bytes: body };
  }
  const data = body.subarray(1);
  if ((code === Control.Capabilities || code === Control.Version) && data.length < 1) {
    return { kind: "discarded", reason: "too short", bytes: body };
  }
  return { kind: "control", code, data };
}

/** Encodes a command as a complete frame. */
export function encodeControl(code: Control, ...data: readonly number[]): Uint8Array {
  return frame(Uint8Array.of(code, ...data), EndMark.Control);
}
