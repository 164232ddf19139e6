/** Drives of a real QEMU while the daemon comes and goes: it shows what QEMU has in them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { connect } from "../../src/control/client.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { imageServer } from "../support/http/image-server.ts";
import { BARE } from "../support/qemu/run-qemu.ts";

it("media stay in their drives through a restart of the daemon, which shows their addresses again", async () => {
  const directory = temporaryDirectory();
  const own = join(directory, "own.iso");
  writeFileSync(own, new Uint8Array(4096));
  const qmp = `unix:${join(directory, "qmp.sock")}`;
  const qemu = spawn(defaultQemu(), [
    ...[...BARE, "-S", "-qmp", `${qmp},server=on,wait=off`, "-device", "ide-cd,id=cd0"],
    ...["-drive", `if=none,id=own,file=${own},format=raw,media=cdrom`, "-device", "ide-cd,id=cd1,drive=own"],
    ...["-device", "floppy,id=fd0", "-device", "qemu-xhci"],
    ...["-drive", "if=none,id=stick,read-only=on", "-device", "usb-storage,id=usb0,removable=on,drive=stick"],
  ]);
  onTestFinished(() => void qemu.kill("SIGKILL"));
  const server = await imageServer((_, response) => response.end(new Uint8Array(4096)));
  const image = `${server.url}/os.iso`;
  const config = `
log: { level: warn }
qmp: ${qmp}
media: { drives: [cd0, cd1, fd0, usb0], directory: ${join(directory, "media")} }`;
  const TYPES = { cd0: "cd", cd1: "cd", fd0: "floppy", usb0: "usb" };
  const drives = (held: Readonly<Record<string, object>>) =>
    Object.entries(TYPES).map(([id, type]) => ({ id, type, writeProtected: true, ...held[id] }));
  /** Drives that have what the clients inserted, and the CD that QEMU was started with. */
  const LOADED = {
    connected: true,
    drives: drives({ cd0: { image }, cd1: { file: own }, fd0: { image }, usb0: { image } }),
  };
  const withDaemon = async (work: (control: Awaited<ReturnType<typeof connect>>) => Promise<void>) => {
    await using daemon = await startTestDaemon({ config, args: ["-l", "tcp:127.0.0.1:0"] });
    await using control = await connect(daemon.control);
    await work(control);
  };
  await withDaemon(async (control) => {
    const list = () => control.call("media.list", {});
    await expect.poll(list).toEqual({ connected: true, drives: drives({ cd1: { file: own } }) });
    for (const drive of ["cd0", "fd0", "usb0"]) await control.call("media.insert", { drive, image });
    await expect.poll(list).toEqual(LOADED);
  });
  await withDaemon(async (control) => {
    const list = () => control.call("media.list", {});
    await expect.poll(list).toEqual(LOADED);
    for (const drive of Object.keys(TYPES)) await control.call("media.eject", { drive });
    expect(await list()).toEqual({ connected: true, drives: drives({}) });
  });
  const ended = once(qemu, "exit");
  qemu.kill();
  await ended;
});
