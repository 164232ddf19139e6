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

it("a medium stays in its drive through a restart of the daemon, which shows its address again", async () => {
  const directory = temporaryDirectory();
  const own = join(directory, "own.iso");
  writeFileSync(own, new Uint8Array(4096));
  const qmp = `unix:${join(directory, "qmp.sock")}`;
  const qemu = spawn(defaultQemu(), [
    ...[...BARE, "-S", "-qmp", `${qmp},server=on,wait=off`, "-device", "ide-cd,id=cd0"],
    ...["-drive", `if=none,id=own,file=${own},format=raw,media=cdrom`, "-device", "ide-cd,id=cd1,drive=own"],
  ]);
  onTestFinished(() => void qemu.kill("SIGKILL"));
  const server = await imageServer((_, response) => response.end(new Uint8Array(4096)));
  const image = `${server.url}/os.iso`;
  const config = `
log: { level: warn }
qmp: ${qmp}
media: { drives: [cd0, cd1], directory: ${join(directory, "media")} }`;
  const media = async (work: (control: Awaited<ReturnType<typeof connect>>) => Promise<void>) => {
    await using daemon = await startTestDaemon({ config, args: ["-l", "tcp:127.0.0.1:0"] });
    await using control = await connect(daemon.control);
    const list = () => control.call("media.list", {});
    await expect.poll(list).toMatchObject({ connected: true, drives: [{}, { id: "cd1", file: own }] });
    await work(control);
  };
  await media(async (control) => {
    await control.call("media.insert", { drive: "cd0", image });
    await expect.poll(() => control.call("media.list", {})).toMatchObject({ drives: [{ image }, { file: own }] });
  });
  await media(async (control) => {
    expect(await control.call("media.list", {})).toMatchObject({ drives: [{ image }, { file: own }] });
    for (const drive of ["cd0", "cd1"]) await control.call("media.eject", { drive });
    const empty = { writeProtected: true };
    expect(await control.call("media.list", {})).toEqual({
      connected: true,
      drives: [
        { id: "cd0", ...empty },
        { id: "cd1", ...empty },
      ],
    });
  });
  const ended = once(qemu, "exit");
  qemu.kill();
  await ended;
});
