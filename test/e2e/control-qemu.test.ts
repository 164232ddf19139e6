/** An operator at the control socket of a BMC whose machine is a real QEMU. */
import { expect, test } from "vitest";
import { connect } from "../../src/control/client.ts";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { openInterface, startConnectedQemu } from "../support/qemu/register-guest.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const GET_DEVICE_ID = { netFn: 0x06, cmd: 0x01 };
const GET_MESSAGE_FLAGS = { netFn: 0x06, cmd: 0x31 };
const SET_GLOBAL_ENABLES = { netFn: 0x06, cmd: 0x2e };
/** Event message buffer, its interrupt, and event logging. */
const ENABLES = 0x0e;
const EVENT_MESSAGE_BUFFER_FULL = 0x02;

const config = `
sensors:
  - { number: 0x30, name: CPU Temp, type: temperature, units: C, reading: 42, thresholds: { upperCritical: 95 } }
`;

test("power, events, sensors and faults reach the machine", async () => {
  await using daemon = await startTestDaemon({ config, args: ["--listen", "tcp:127.0.0.1:0"] });
  await using control = await connect(daemon.control);
  const events = control.stream("events");
  await control.call("status");
  await using qemu = await startConnectedQemu("isa-ipmi-bt", daemon.address("tcp"), { extraArgs: ["-no-shutdown"] });
  const run = (...args: string[]) => runCli([...args, "--socket", daemon.control]);
  const kinds = async (last: string) => {
    const seen: string[] = [];
    for (;;) {
      const { value, done } = await events.next();
      if (done) throw new Error(`the stream ended before ${last}: ${seen.join(", ")}`);
      seen.push(value.kind);
      if (value.kind === last) return seen;
    }
  };
  expect(await kinds("capabilities")).toEqual(["connected", "capabilities"]);
  const guest = await openInterface(qemu, "isa-ipmi-bt");
  expect(await guest.exchange(GET_DEVICE_ID)).toMatchObject({ completionCode: 0 });
  const { machines } = await control.call("status");
  expect(machines).toMatchObject([
    {
      lastRequest: { command: "Get Device ID", completionCode: 0 },
      links: [{ capabilities: expect.arrayContaining(["Reset"]) }],
    },
  ]);

  // A sensor over its threshold: the event waits for the guest.
  await guest.exchange({ ...SET_GLOBAL_ENABLES, data: [ENABLES] });
  expect((await run("sensor", "set", "CPU Temp", "97")).code).toBe(0);
  expect(await guest.exchange(GET_MESSAGE_FLAGS)).toMatchObject({ data: Uint8Array.of(EVENT_MESSAGE_BUFFER_FULL) });
  expect((await run("flags")).stdout).toContain("SMS_ATN    up");
  expect((await run("flags", "clear")).stdout).toContain("SMS_ATN    down");
  expect(await guest.exchange(GET_MESSAGE_FLAGS)).toMatchObject({ data: Uint8Array.of(0) });

  // A fault, from the next answer on.
  expect((await run("fault", "add", "--command", "Get Device ID", "--shape", "empty", "--times", "1")).code).toBe(0);
  expect(await guest.exchange(GET_DEVICE_ID)).toMatchObject({ completionCode: 0, data: new Uint8Array() });
  expect((await guest.exchange(GET_DEVICE_ID)).data).toHaveLength(15);
  expect(JSON.parse((await run("fault", "list", "--json")).stdout)).toMatchObject([{ applied: 1 }]);

  expect((await run("power", "soft")).code).toBe(0);
  await qemu.qmp.takeEvent("POWERDOWN", PATIENCE.timeout);
  expect((await run("power", "reset")).stdout).toContain("reset button");
  await qemu.qmp.takeEvent("RESET", PATIENCE.timeout);
  expect(await kinds("reset")).toEqual(["reset"]);
  expect((await control.call("status")).machines).toMatchObject([{ resets: 1 }]);
  expect((await run("power", "off")).stdout).toMatch(/^Power +off$/m);
  await qemu.qmp.takeEvent("SHUTDOWN", PATIENCE.timeout);
  expect(await kinds("power off")).toEqual(["power off"]);
});
