/** Media in the drives of a running QEMU, by the IDs of their devices. */
import type { AskQmp } from "./boot-devices.ts";
import { type HeldFile, HostError, type MediaMeans } from "./host-means.ts";
import { MOST_TRIES } from "./limits.ts";

export function qmpMedia(qmp: { readonly connected: boolean; readonly ask: AskQmp }): MediaMeans {
  // Guests lock the tray of a medium that they have mounted.
  const eject = (id: string) => qmp.ask("eject", { id, force: true });
  return {
    get connected() {
      return qmp.connected;
    },
    insert: (id, file) =>
      tried(id, async () => {
        await eject(id);
        const image = { filename: file, format: "raw", "read-only-mode": "read-only" };
        await qmp.ask("blockdev-change-medium", { id, ...image });
      }),
    eject: (id) => tried(id, () => eject(id)),
    async held() {
      const answer = await qmp.ask("query-block");
      return new Map(Array.isArray(answer) ? answer.flatMap(heldIn) : []);
    },
  };
}

/** A drive of `query-block`, if it has a medium. */
function heldIn(drive: unknown): readonly [string, HeldFile][] {
  if (typeof drive !== "object" || drive === null || !("qdev" in drive && "inserted" in drive)) return [];
  const { qdev, inserted } = drive;
  if (typeof qdev !== "string" || typeof inserted !== "object" || inserted === null) return [];
  if (!("file" in inserted) || typeof inserted.file !== "string") return [];
  return [[qdev, { file: inserted.file, readOnly: "ro" in inserted && inserted.ro === true }]];
}

/** A guest can close and lock the tray between two commands. */
async function tried(id: string, act: () => Promise<unknown>): Promise<void> {
  for (let left = MOST_TRIES; ; left--) {
    try {
      await act();
      return;
    } catch (error) {
      const { message } = error as Error;
      if (left > 1 && /locked|tray/i.test(message)) continue;
      const isMissing = /not found|cannot find/i.test(message);
      throw new HostError(
        `QEMU refused: ${message}${isMissing ? `; give it a CD drive of this ID: -device ide-cd,id=${id}` : ""}`,
      );
    }
  }
}
