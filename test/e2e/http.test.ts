/** The HTTP port: its responses to Prometheus and probes. */
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";

async function start(config: string) {
  const door = `unix:${temporaryDirectory()}/a.sock`;
  const listen = config.includes("machines:") ? [] : ["--listen", "tcp:127.0.0.1:0", "--listen", door];
  const daemon = await startTestDaemon({ config, args: [...listen, "--http", "127.0.0.1:0", "--control", "off"] });
  onTestFinished(async () => void (await daemon.kill()));
  const address = /"http":"([^"]+)"/.exec(daemon.stderr())?.[1];
  return { daemon, address, get: (path: string) => fetch(`http://${address}${path}`) };
}

const SENSOR = "{ number: 0x30, name: CPU Temp, type: temperature, units: C, reading: 42.5 C, range: [0, 127.5] }";

it("/metrics counts exchanges by command and completion code, faults and rubbish, and has the state of machines", async () => {
  const rules = "replies: { rules: [{ name: twice, when: { command: Get Self Test Results }, shape: duplicate }] }";
  const { daemon, get } = await start(`{ name: vm7, sensors: [${SENSOR}], ${rules} }`);
  const peer = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
  await peer.ask("06 01");
  await peer.ask("06 22");
  await peer.ask("06 04");
  const response = await get("/metrics");
  const text = await response.text();
  expect(response.headers.get("content-type")).toContain("text/plain; version=0.0.4");
  expect(text.split("\n")).toEqual(
    expect.arrayContaining([
      'extern_bmc_exchanges_total{machine="vm7",command="Get Device ID",completion_code="00"} 1',
      'extern_bmc_exchanges_total{machine="vm7",command="Reset Watchdog Timer",completion_code="80"} 1',
      'extern_bmc_faults_total{machine="vm7",rule="twice"} 1',
      'extern_bmc_connections_total{machine="vm7"} 1',
      'extern_bmc_qemu_connected{machine="vm7"} 0',
      'extern_bmc_power_on{machine="vm7"} 1',
      'extern_bmc_sel_records{machine="vm7"} 0',
      'extern_bmc_sensor_value{machine="vm7",sensor="CPU Temp"} 42.5',
    ]),
  );
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  const named = [...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)].map(([, name = "", type = ""]) => ({ name, type }));
  expect(named.filter(({ name, type }) => name.endsWith("_total") !== (type === "counter"))).toEqual([]);
  expect(text).toMatch(/^extern_bmc_answer_seconds_count\{machine="vm7"\} \d+$/m);
  peer.close();
});

it("answers a guest while 20 clients pipeline 1.26 MB of requests each", async () => {
  const { daemon, address, get } = await start("{}");
  const peer = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
  const request = `GET /metrics HTTP/1.1\r\nHost: ${address}\r\n\r\n`;
  const flood = request.repeat(Math.ceil(1_260_000 / request.length));
  let answers = 0;
  const closed = Array.from({ length: 20 }, () => {
    const client = connect(Number(address?.split(":").at(-1)), "127.0.0.1");
    client.on("error", () => {});
    client.on("data", (chunk) => {
      answers += chunk.toString("latin1").match(/HTTP\/1\.1 /g)?.length ?? 0;
    });
    client.write(flood);
    return new Promise((resolve) => client.once("close", resolve));
  });
  expect(await peer.ask("06 01")).toMatch(/^00/);
  await Promise.all(closed);
  expect(answers).toBeLessThanOrEqual(20);
  expect(await peer.ask("06 01")).toMatch(/^00/);
  expect((await get("/healthz")).status).toBe(200);
  peer.close();
});

it("answers a guest while 60 clients call the API, ten of them for events that they do not read", async () => {
  const token = "0123456789abcdef";
  const { daemon, address } = await start(`{ name: vm0, http: { token: ${token} } }`);
  const peer = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
  const request = (path: string) =>
    `GET /api/v1${path} HTTP/1.1\r\nHost: ${address}\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  const begun = Array.from({ length: 60 }, (_, index) => {
    const client = connect(Number(address?.split(":").at(-1)), "127.0.0.1");
    client.on("error", () => {});
    onTestFinished(() => void client.destroy());
    client.write(index < 10 ? request("/machines/vm0/watch") : request("/machines").repeat(500));
    return new Promise((resolve) => client.once("data", resolve).once("data", () => index < 10 && client.pause()));
  });
  await Promise.all(begun);
  for (let n = 0; n < 20; n++) expect(await peer.ask("06 01")).toMatch(/^00/);
  peer.close();
});

it("/healthz and /readyz show a daemon with an unserved machine as healthy and not ready", async () => {
  const { get } = await start("{}");
  expect([(await get("/healthz")).status, (await get("/readyz")).status]).toEqual([200, 200]);
  const doors = `machines: [{ name: a, listen: ["tcp:127.0.0.1:0"] }, { name: b, listen: ["unix:/nowhere/b.sock"] }]`;
  const { get: getOther } = await start(doors);
  expect((await getOther("/healthz")).status).toBe(200);
  const ready = await getOther("/readyz");
  expect([ready.status, await ready.json()]).toEqual([
    503,
    {
      status: "not ready",
      machines: 1,
      failures: [{ machine: "b", reason: expect.stringContaining("/nowhere/b.sock") }],
    },
  ]);
});

it("listens on IPv6, and reports a taken port without leaving a socket open", async () => {
  const { daemon } = await start("{}");
  const address = /"http":"([^"]+)"/.exec(daemon.stderr())?.[1] ?? "";
  const door = `unix:${temporaryDirectory()}/b.sock`;
  const taken = await runCli(["serve", "--http", address, "--listen", door, "--control", "off"]);
  expect([taken.code, taken.stdout, taken.stderr]).toEqual([
    2,
    "",
    expect.stringContaining(`http ${address}: the port is in use; stop its user or choose another port`),
  ]);
  expect(existsSync(door.slice("unix:".length))).toBe(false);
  const args = ["--http", "[::1]:0", "--listen", door, "--control", "off"];
  await using other = await startTestDaemon({ args });
  const ipv6 = /"http":"(\[::1\]:\d+)"/.exec(other.stderr())?.[1];
  expect((await fetch(`http://${ipv6}/healthz`)).status).toBe(200);
});

it("reports a mistake in an address", async () => {
  expect(await runCli(["serve", "--http", "9623"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("expected HOST:PORT, such as 127.0.0.1:9623"),
  });
});
