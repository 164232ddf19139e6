// Two of Debian's QEMUs at two machines of one daemon, made from a range and a template.

import { writeFile } from "node:fs/promises";
import { pino } from "pino";
import { expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { startDaemon } from "../../src/daemon/daemon.ts";
import { openInterface, startConnectedQemu, temporaryDirectory } from "../support/qemu/register-guest.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const getDeviceId = { netFn: 0x06, cmd: 0x01 };
const getSystemGuid = { netFn: 0x06, cmd: 0x37 };

test("each guest has its own BMC, and keeps it while the other's stops and restarts", async () => {
  await using directory = await temporaryDirectory();
  const fleet = directory.file("fleet.yaml");
  await writeFile(
    fleet,
    `
device: { id: 0x42 }
listen: ["unix:${directory.file("{name}.sock")}"]
templates: { odd: { device: { id: 0x43 }, systemInterface: kcs } }
machines: [{ name: "vm[0-0]" }, { name: "vm[1-1]", extends: odd }]
`,
  );
  const config = loadConfig(fleet);
  const daemon = await startDaemon(config, pino({ level: "silent" }));
  await using _stop = { [Symbol.asyncDispose]: () => daemon.stop() };
  const [first = "", second = ""] = daemon.addresses;
  await using bt = await startConnectedQemu("isa-ipmi-bt", first);
  await using kcs = await startConnectedQemu("isa-ipmi-kcs", second);
  const [one, other] = [await openInterface(bt, "isa-ipmi-bt"), await openInterface(kcs, "isa-ipmi-kcs")];

  expect((await one.exchange(getDeviceId)).data[0]).toBe(0x42);
  expect((await other.exchange(getDeviceId)).data[0]).toBe(0x43);
  const guid = (await other.exchange(getSystemGuid)).data;
  expect((await one.exchange(getSystemGuid)).data).not.toEqual(guid);

  await daemon.remove("vm1");
  await kcs.untilBmcConnected(false, PATIENCE.timeout);
  expect((await one.exchange(getDeviceId)).data[0]).toBe(0x42);

  const [, odd] = config.machines;
  if (!odd) throw new Error("no second machine");
  const [added] = await Promise.all([daemon.add(odd), one.exchange(getDeviceId)]);
  expect(added.name).toBe("vm1");
  await kcs.untilBmcConnected(true, PATIENCE.timeout);
  expect((await other.exchange(getSystemGuid)).data).toEqual(guid);
  expect((await one.exchange(getDeviceId)).data[0]).toBe(0x42);
});
