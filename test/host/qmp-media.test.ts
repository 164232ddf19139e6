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

/** A QEMU with an empty CD drive, a floppy, a USB stick and a disk, as QEMU 7.2 to 11.1 describe them. */
function described() {
  const block = (qdev: string, file?: string) => ({
    ...{ device: "", qdev, removable: true, ...(file && { inserted: { file, ro: true, drv: "raw" } }) },
  });
  const blocks = [
    { device: "ide0-hd0", inserted: { file: "/disk.img", ro: false } },
    ...[block("cd0"), block("fd0", "/a.img"), block("/machine/peripheral/usb0/usb0.0/legacy[0]", "/b.img")],
  ];
  const types: Readonly<Record<string, string>> = { cd0: "ide-cd", fd0: "floppy", usb0: "usb-storage" };
  const ids: unknown[] = [];
  const media = qmpMedia({
    connected: true,
    async ask(command, given) {
      if (command === "query-block") return blocks;
      const { path, id }: { readonly path?: string; readonly id?: string } = given ?? {};
      if (command === "qom-get") return types[path?.split("/").at(-1) ?? ""];
      ids.push(id);
      return {};
    },
  });
  return { media, ids };
}

it("finds drives by the IDs of their devices, with their kinds and what they hold", async () => {
  const found = await described().media.found(["cd0", "cd1", "fd0", "usb0"]);
  expect([...found]).toEqual([
    ["cd0", { kind: "cd", held: undefined }],
    ["fd0", { kind: "floppy", held: { file: "/a.img", readOnly: true } }],
    ["usb0", { kind: "usb", held: { file: "/b.img", readOnly: true } }],
  ]);
});

it("names the disk in a USB stick, once it is found", async () => {
  const { media, ids } = described();
  await media.found(["usb0"]);
  await media.eject("usb0");
  await media.insert("usb0", "/c.img");
  expect(new Set(ids)).toEqual(new Set(["/machine/peripheral/usb0/usb0.0/legacy[0]"]));
});

it("says what a USB stick needs", async () => {
  const { media } = qemu("blockdev-change-medium: Block node is read-only");
  await expect(media.insert("usb0", "/a")).rejects.toThrow("give the USB stick's drive read-only=on");
});
