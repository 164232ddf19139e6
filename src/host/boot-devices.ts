/**
 * The devices of a running QEMU that firmware can boot from, found through QMP. A device has the property `bootindex` then,
 * whether the command line gave it an ID (/machine/peripheral), or not (/machine/peripheral-anon), or QEMU made it for
 * -hda, -cdrom or -nic (/machine/unattached).
 */
import type { BootDevice } from "../bmc/chassis/boot-device.ts";

/** Sends a QMP command and resolves with its result. Rejects with QEMU's error, or when QMP is not connected. */
export type AskQmp = (command: string, given?: object) => Promise<unknown>;

export interface FoundDevice {
  readonly path: string;
  readonly kind: BootDevice;
  readonly bootIndex: number;
}

const PLACES = ["/machine/peripheral", "/machine/peripheral-anon", "/machine/unattached"];
/** Children that are not devices; a PC has 50 of them. */
const NOT_A_DEVICE = /^child<(?:qemu:)?(?:irq|memory-region|container)>$/;

interface Property {
  readonly name: string;
  readonly type: string;
}

export async function bootableDevices(ask: AskQmp): Promise<readonly FoundDevice[]> {
  const found: FoundDevice[] = [];
  for (const place of PLACES) {
    for (const { name, type } of await propertiesOf(ask, place)) {
      if (!type.startsWith("child<") || NOT_A_DEVICE.test(type)) continue;
      const device = await bootable(ask, `${place}/${name}`, type);
      if (device) found.push(device);
    }
  }
  return found;
}

/** QEMU's `-boot`. */
export interface BootSettings {
  /** Text of `order=`: "cad" unless the command line says otherwise. Undefined if QEMU does not tell. */
  readonly letters: string | undefined;
  /** `strict=on`: as soon as one device has a place in the order, firmware does not try those without one. */
  readonly isStrict: boolean;
}

export async function bootSettings(ask: AskQmp): Promise<BootSettings> {
  const boot = await ask("qom-get", { path: "/machine", property: "boot" }).catch(() => undefined);
  if (typeof boot !== "object" || boot === null) return { letters: undefined, isStrict: false };
  const letters = "order" in boot ? String(boot.order) : undefined;
  return { letters, isStrict: "strict" in boot && boot.strict === true };
}

/**
 * Whether the firmware is UEFI's. It stores the order that it read, and keeps it when it finds no list at the next reset.
 * OVMF is in flash, or named by -bios.
 */
export async function hasUefi(ask: AskQmp): Promise<boolean> {
  const flash = (await propertiesOf(ask, "/machine")).some(({ name }) => name === "pflash0");
  if (flash && (await ask("qom-get", { path: "/machine", property: "pflash0" })) !== "") return true;
  const firmware = await ask("qom-get", { path: "/machine", property: "firmware" }).catch(() => "");
  return typeof firmware === "string" && /ovmf|edk2|efi/i.test(firmware);
}

async function bootable(ask: AskQmp, path: string, type: string): Promise<FoundDevice | undefined> {
  const names = new Set((await propertiesOf(ask, path)).map(({ name }) => name));
  if (!names.has("bootindex")) return undefined;
  const kind = names.has("mac") ? "network" : /-cd>$/.test(type) ? "cdrom" : names.has("drive") ? "disk" : undefined;
  if (!kind) return undefined;
  return { path, kind, bootIndex: Number(await ask("qom-get", { path, property: "bootindex" })) };
}

async function propertiesOf(ask: AskQmp, path: string): Promise<readonly Property[]> {
  const answer = await ask("qom-list", { path });
  return Array.isArray(answer) ? answer.filter(isProperty) : [];
}

function isProperty(value: unknown): value is Property {
  if (typeof value !== "object" || value === null || !("name" in value) || !("type" in value)) return false;
  return typeof value.name === "string" && typeof value.type === "string";
}
