import { expect, it } from "vitest";
import { qmpMedia } from "../../src/host/qmp-media.ts";

/** A QEMU that notes its commands, and refuses the first ones with these words. */
function qemu(...refusals: readonly string[]) {
  const commands: unknown[] = [];
  const left = [...refusals];
  const media = qmpMedia({
    connected: true,
    async ask(command, given) {
      commands.push([command, given]);
      const refusal = left.shift();
      if (refusal !== undefined) throw new Error(refusal);
    },
  });
  return { media, commands };
}

const EJECT = ["eject", { id: "cd0", force: true }];
const CHANGE = ["blockdev-change-medium", { id: "cd0", filename: "/a", format: "raw", "read-only-mode": "read-only" }];

it("inserts an image by force, read-only, and as raw bytes whatever it looks like", async () => {
  const { media, commands } = qemu();
  await media.insert("cd0", "/a");
  expect(commands).toEqual([EJECT, CHANGE]);
});

it("ejects by force", async () => {
  const { media, commands } = qemu();
  await media.eject("cd0");
  expect(commands).toEqual([EJECT]);
});

it("tries again when the guest has just locked the tray, three times in all", async () => {
  const locked = "eject: Device 'cd0' is locked and force was not specified";
  const once = qemu(locked);
  await once.media.insert("cd0", "/a");
  expect(once.commands).toEqual([EJECT, EJECT, CHANGE]);
  await expect(qemu(locked, locked, locked).media.eject("cd0")).rejects.toThrow("QEMU refused: eject: Device 'cd0'");
});

it("says what a QEMU without the drive needs", async () => {
  const { media, commands } = qemu("eject: Device 'cd0' not found");
  await expect(media.insert("cd0", "/a")).rejects.toThrow("give it a CD drive of this ID: -device ide-cd,id=cd0");
  expect(commands).toHaveLength(1);
});

it("reads what the drives hold, by the IDs of their devices", async () => {
  const drive = (qdev: string, file?: string) => ({
    ...{
      device: "",
      qdev,
      removable: true,
      tray_open: false,
      ...(file && { inserted: { file, ro: true, drv: "raw" } }),
    },
  });
  const drives = [
    drive("cd0", "/a.iso"),
    drive("cd1"),
    { device: "ide0-hd0", inserted: { file: "/disk.img", ro: false } },
  ];
  const ask = async () => drives;
  const media = qmpMedia({ connected: true, ask });
  expect(await media.held()).toEqual(new Map([["cd0", { file: "/a.iso", readOnly: true }]]));
});
