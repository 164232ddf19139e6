/** A restarted QEMU, played by a shell: never two at once, because they share their disks. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import { QemuChild } from "../../../src/cli/qemu/qemu-child.ts";
import { temporaryDirectory } from "../../support/daemon/control-server.ts";

const log = pino({ level: "silent" });
/** A program that writes when it begins and, after a signal to end, when it has ended. */
const SCRIPT = 'trap "sleep 0.2; echo end >> $0; exit 0" TERM; echo begin >> $0; while :; do sleep 0.05; done';

function sh() {
  const file = join(temporaryDirectory(), "lines");
  writeFileSync(file, "");
  return { args: ["-c", SCRIPT, file], lines: () => readFileSync(file, "utf8").trim().split("\n") };
}

test("ends before the next one starts", async () => {
  const { args, lines } = sh();
  const qemu = new QemuChild("/bin/sh", log);
  qemu.start(args);
  await expect.poll(lines).toEqual(["begin"]);
  qemu.start(args);
  await expect.poll(lines).toEqual(["begin", "end", "begin"]);
  await qemu.stop();
  expect(await qemu.over).toEqual({ exitCode: 0, signal: undefined });
  expect(lines()).toEqual(["begin", "end", "begin", "end"]);
});

test("does not start after stop", async () => {
  const { args, lines } = sh();
  const qemu = new QemuChild("/bin/sh", log);
  qemu.start(args);
  await expect.poll(lines).toEqual(["begin"]);
  qemu.start(args);
  await qemu.stop();
  qemu.start(args);
  await qemu.over;
  expect(lines()).toEqual(["begin", "end"]);
});

test("is ended to be started again: that is no failure, even if it has no handler for the signal", async () => {
  const { args, lines } = sh();
  const [qemu, ends] = [new QemuChild("/bin/sh", log), [] as unknown[]];
  qemu.endsWith(async (end) => ends.push(end) === 2);
  expect(qemu.end()).toBe(false);
  qemu.start(args);
  await expect.poll(lines).toEqual(["begin"]);
  expect(qemu.end()).toBe(true);
  await expect.poll(() => ends).toEqual([{ exitCode: 0, signal: undefined, asTold: true }]);
  qemu.start(["-c", "echo begin >> $0; exec sleep 1000", args[2] ?? ""]);
  await expect.poll(lines).toEqual(["begin", "end", "begin"]);
  qemu.end();
  expect(await qemu.over).toEqual({ exitCode: 0, signal: undefined, asTold: true });
});

test.each([
  [["-c", "exit 3"], { exitCode: 3, signal: undefined }],
  [["-c", "kill -KILL $$"], { exitCode: 137, signal: "SIGKILL" }],
])("how it ended: %j", async (args, end) => {
  const qemu = new QemuChild("/bin/sh", log);
  qemu.start(args);
  expect(await qemu.over).toEqual(end);
});

test("reports a binary that cannot run, and one that was never started", async () => {
  const missing = new QemuChild("/no/qemu", log);
  missing.start([]);
  expect(await missing.over).toMatchObject({ exitCode: 127 });
  const unused = new QemuChild("/bin/sh", log);
  await unused.stop();
  expect(await unused.over).toMatchObject({ exitCode: 0 });
});
