// Machines of a running daemon are added and removed at its control socket while QEMUs are connected.

import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { openInterface, startConnectedQemu, temporaryDirectory } from "../support/qemu/register-guest.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const getDeviceId = { netFn: 0x06, cmd: 0x01 };
/** QEMU's own answer where no BMC is: BMC initialization in progress. */
const NO_BMC = 0xd2;

test("an added machine answers its QEMU; a removed one leaves the others running, and can be added again", async () => {
  await using directory = await temporaryDirectory();
  const door = (name: string) => `unix:${directory.file(`${name}.sock`)}`;
  await using daemon = await startTestDaemon({ config: `name: a\ndevice: { id: 0x41 }\nlisten: ["${door("a")}"]\n` });
  const run = (...args: readonly string[]) =>
    runCli([...args], { env: { EXTERN_BMC_CONTROL_SOCKET: daemon.control }, cwd: directory.file(".") });
  await using qemuA = await startConnectedQemu("isa-ipmi-bt", door("a"));
  const a = await openInterface(qemuA, "isa-ipmi-bt");
  const aAnswers = async () => expect((await a.exchange(getDeviceId)).data[0]).toBe(0x41);
  await aAnswers();

  await writeFile(directory.file("b.yaml"), "name: b\ndevice: { id: 0x42 }\nlisten: [unix:b.sock]\n");
  const [added] = await Promise.all([run("machine", "add", "b.yaml"), aAnswers()]);
  expect(added).toMatchObject({ code: 0, stdout: `b added ${door("b")}\n` });
  await using qemuB = await startConnectedQemu("isa-ipmi-kcs", door("b"));
  const b = await openInterface(qemuB, "isa-ipmi-kcs");
  expect((await b.exchange(getDeviceId)).data[0]).toBe(0x42);

  // A door that another machine has: nothing changes.
  const taken = await run("machine", "add", "--name", "c", "--listen", "unix:b.sock");
  expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining("belongs to b") });
  expect((await b.exchange(getDeviceId)).data[0]).toBe(0x42);

  await Promise.all([run("machine", "remove", "b"), aAnswers()]);
  await qemuB.untilBmcConnected(false, PATIENCE.timeout);
  expect((await b.exchange(getDeviceId)).completionCode).toBe(NO_BMC);
  await aAnswers();

  await writeFile(directory.file("b.yaml"), "name: b\ndevice: { id: 0x43 }\nlisten: [unix:b.sock]\n");
  expect(await run("machine", "add", "b.yaml")).toMatchObject({ code: 0 });
  await qemuB.untilBmcConnected(true, PATIENCE.timeout);
  expect((await b.exchange(getDeviceId)).data[0]).toBe(0x43);
  await aAnswers();
  expect((await run("healthcheck", "--connected")).stdout).toBe("healthy: 2 served\n");
  // A's connection has been one and the same all the time.
  const { machines } = JSON.parse((await run("status", "--json")).stdout);
  expect(machines.map((each: { connections: number }) => each.connections)).toEqual([1, 1]);
});
