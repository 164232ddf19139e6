/** QEMU's boot order: which `bootindex` each device has when the BMC wants one kind of device first. Pure. */
import type { BootDevice } from "../bmc/chassis/boot-device.ts";

/** A device of QEMU's machine that firmware can boot from. */
export interface Bootable {
  /** QOM path: /machine/peripheral/net0. */
  readonly path: string;
  readonly kind: BootDevice;
  /** The `bootindex` that QEMU's command line gave it; -1: none. */
  readonly given: number;
}

/** No place in the list that firmware reads. */
export const UNLISTED = -1;

/** QEMU's letters for `-boot order=`. */
const KIND_OF: Readonly<Record<string, BootDevice>> = { c: "disk", d: "cdrom", n: "network" };

/**
 * Returns the `bootindex` of each device, by its path.
 * @param first the kind that comes first; undefined: the machine's own order
 * @param letters QEMU's `-boot order=`, to list all devices; undefined: only those are listed that have to be
 */
export function bootIndexes(
  devices: readonly Bootable[],
  first: BootDevice | undefined,
  letters: string | undefined,
): ReadonlyMap<string, number> {
  const given = devices.filter(({ given }) => given >= 0).sort((a, b) => a.given - b.given);
  const own = given.length > 0 ? given : letters === undefined ? [] : inOrder(devices, letters);
  if (first === undefined) return listed(devices, own, given.length > 0);
  const ofKind = devices.filter(({ kind }) => kind === first);
  const preferred = [...own.filter(({ kind }) => kind === first), ...ofKind];
  return listed(devices, [...new Set([...preferred, ...own])], false);
}

function inOrder(devices: readonly Bootable[], letters: string): readonly Bootable[] {
  const kinds = [...letters].flatMap((letter) => KIND_OF[letter] ?? []);
  const place = ({ kind }: Bootable) => (kinds.includes(kind) ? kinds.indexOf(kind) : kinds.length);
  return devices.toSorted((a, b) => place(a) - place(b));
}

function listed(
  devices: readonly Bootable[],
  order: readonly Bootable[],
  asGiven: boolean,
): ReadonlyMap<string, number> {
  const index = (device: Bootable) => (asGiven ? device.given : order.indexOf(device));
  return new Map(devices.map((device) => [device.path, index(device)]));
}
