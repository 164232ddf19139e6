/** Media in the drives of a running QEMU, by the IDs of their devices. */
import type { AskQmp } from "./boot-devices.ts";
import { type DriveKind, type FoundDrive, type HeldFile, HostError, type MediaMeans } from "./host-means.ts";
import { MAX_TRIES } from "./limits.ts";

/** Where QEMU has the devices that its command line gives an ID. */
const DEVICES = "/machine/peripheral";

export function qmpMedia(qmp: { readonly connected: boolean; readonly ask: AskQmp }): MediaMeans {
  /** The name of a drive in QMP: a USB stick's is that of the SCSI disk in it. */
  const names = new Map<string, string>();
  const nameOf = (drive: string) => names.get(drive) ?? drive;
  // Guests lock the tray of a medium that they have mounted.
  const eject = (drive: string) => qmp.ask("eject", { id: nameOf(drive), force: true });
  return {
    get connected() {
      return qmp.connected;
    },
    insert: (drive, file) =>
      tried(drive, async () => {
        await eject(drive);
        const image = { filename: file, format: "raw", "read-only-mode": "read-only" };
        await qmp.ask("blockdev-change-medium", { id: nameOf(drive), ...image });
      }),
    eject: (drive) => tried(drive, () => eject(drive)),
    async found(drives) {
      const answer = await qmp.ask("query-block");
      const blocks = Array.isArray(answer) ? answer.filter(isBlock) : [];
      const found = new Map<string, FoundDrive>();
      for (const drive of drives) {
        const block = blocks.find(({ qdev }) => qdev === drive || qdev.startsWith(`${DEVICES}/${drive}/`));
        if (!block) continue;
        names.set(drive, block.qdev);
        found.set(drive, { kind: await kindOf(qmp.ask, drive), held: heldIn(block) });
      }
      return found;
    },
  };
}

interface Block {
  readonly qdev: string;
  readonly inserted?: unknown;
}

function isBlock(value: unknown): value is Block {
  return typeof value === "object" && value !== null && "qdev" in value && typeof value.qdev === "string";
}

function heldIn({ inserted }: Block): HeldFile | undefined {
  if (typeof inserted !== "object" || inserted === null) return undefined;
  if (!("file" in inserted) || typeof inserted.file !== "string") return undefined;
  return { file: inserted.file, readOnly: "ro" in inserted && inserted.ro === true };
}

async function kindOf(ask: AskQmp, drive: string): Promise<DriveKind> {
  const type = await ask("qom-get", { path: `${DEVICES}/${drive}`, property: "type" }).catch(() => undefined);
  return type === "usb-storage" ? "usb" : type === "floppy" ? "floppy" : "cd";
}

/** Returns the part of a message that says what to do about a refusal. */
function advice(drive: string, message: string): string {
  if (/not found|cannot find/i.test(message)) return `; give it a CD drive of this ID: -device ide-cd,id=${drive}`;
  return /read-only/i.test(message) ? "; give the USB stick's drive read-only=on" : "";
}

/** A guest can close and lock the tray between two commands. */
async function tried(drive: string, act: () => Promise<unknown>): Promise<void> {
  for (let left = MAX_TRIES; ; left--) {
    try {
      await act();
      return;
    } catch (error) {
      const { message } = error as Error;
      if (left > 1 && /locked|tray/i.test(message)) continue;
      throw new HostError(`QEMU refused: ${message}${advice(drive, message)}`);
    }
  }
}
