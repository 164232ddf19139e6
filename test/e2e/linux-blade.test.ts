/** The shipped blade in a Linux guest: its satellite's sensors and inventory, through the BMC and directly. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { bootGuestWithBmc } from "../support/guest/guest-with-bmc.ts";
import { personality } from "../support/guest/personality.ts";
import { Tools } from "../support/guest/tools.ts";

const { sensors, satellites: [mezzanine = { sensors: [], frus: [] }] = [] } = personality("blade");
const namesOf = (those: readonly { readonly name: string }[]) => those.map(({ name }) => name);

/** Time stands still, so sensors show their first values. */
const MEZZANINE = [
  ["Mezz Temp", "ok", "52 degrees C"],
  ["Mezz 3.3V", "ok", "3.30 Volts"],
];

const tools = new Tools();
let daemon: TestDaemon | undefined;

beforeAll(async () => {
  const config = JSON.stringify({ extends: "blade", time: { stopped: true } });
  daemon = await startTestDaemon({ config, args: ["--listen", "tcp:127.0.0.1:0"] });
  tools.use(await bootGuestWithBmc(daemon, { device: "isa-ipmi-kcs" }));
});

afterAll(async () => {
  await tools[Symbol.asyncDispose]();
  await daemon?.stop();
});

test("the BMC's repository has the sensors of both", async () => {
  const rows = await tools.rows("ipmitool sdr elist");
  expect(rows.map(([name]) => name)).toEqual(["Watchdog", ...namesOf(sensors), ...namesOf(mezzanine.sensors)]);
  expect(rows.slice(-2).map(([name, , status, , value]) => [name, status, value])).toEqual(MEZZANINE);
});

test("the satellite answers for itself", async () => {
  const rows = await tools.rows("ipmitool -t 0x82 sdr elist");
  expect(rows.map(([name, , status, , value]) => [name, status, value])).toEqual(MEZZANINE);
  expect(await tools.printed("ipmitool -t 0x82 fru print")).toMatchObject({
    "Board Product": mezzanine.frus[0]?.board?.["productName"],
    "Board Serial": mezzanine.frus[0]?.board?.["serialNumber"],
  });
});

test("FreeIPMI reads the satellite's sensors over the bridge", async () => {
  const rows = await tools.rows("ipmi-sensors --quiet-cache --bridge-sensors --no-header-output");
  expect(rows.slice(-2).map(([, ...columns]) => columns)).toEqual([
    ["Mezz Temp", "Temperature", "52.00", "C", "'OK'"],
    ["Mezz 3.3V", "Voltage", "3.30", "V", "'OK'"],
  ]);
});
