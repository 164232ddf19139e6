/** Machines beside each other in one daemon, at real sockets. */
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { pino } from "pino";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { configSchema, type MachineConfig } from "../../src/config/schema/schema.ts";
import { Daemon, startDaemon } from "../../src/daemon/daemon.ts";
import { Metrics } from "../../src/http/metrics.ts";
import type { Machine } from "../../src/machine.ts";
import { lifetimeOf } from "../../src/service/lifetime.ts";
import { toHex } from "../support/bytes/hex.ts";
import { connectTo, ended } from "../support/doors/client.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";

const ANY_PORT = "tcp:127.0.0.1:0";
const lines: string[] = [];
const log = pino({ base: null }, { write: (line) => lines.push(line) });

afterEach(() => lines.splice(0));

function machine(name: string, settings: Readonly<Record<string, unknown>> = {}): MachineConfig {
  return configSchema.parse({ name, listen: [ANY_PORT], ...settings });
}

async function started(...machines: readonly MachineConfig[]): Promise<Daemon> {
  const daemon = await startDaemon({ ...machine("daemon"), machines }, log);
  onTestFinished(() => daemon.stop());
  return daemon;
}

function portOf(address = ""): number {
  return Number(address.split(":").at(-1));
}

/** A QEMU at the only door of the machine with this index. */
async function qemuAt(daemon: Daemon, index = 0): Promise<VmExchange> {
  const qemu = await VmExchange.open(portOf(daemon.addresses[index]));
  onTestFinished(() => qemu.close());
  return qemu;
}

/** Another program at a port. */
async function heldPort(): Promise<{ readonly door: string; readonly server: Server }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return { door: `tcp:127.0.0.1:${address.port}`, server };
}

const GET_ACPI_STATE = "06 07";
const SET_ACPI_S3 = "06 06 83 80";
const GET_DEVICE_ID = "06 01";
/** SMS/OS, hard reset, 600 s. */
const SET_WATCHDOG = "06 24 04 01 00 00 70 17";
const RESET_WATCHDOG = "06 22";

describe("machines of one daemon", () => {
  test("share nothing", async () => {
    const daemon = await started(machine("a", { device: { id: 1 } }), machine("b", { device: { id: 2 } }));
    const [a, b] = [await qemuAt(daemon, 0), await qemuAt(daemon, 1)];
    expect(await a.ask(GET_DEVICE_ID)).toMatch(/^00 01/);
    expect(await b.ask(GET_DEVICE_ID)).toMatch(/^00 02/);

    const before = await b.ask(GET_ACPI_STATE);
    expect(await a.ask(SET_ACPI_S3)).toBe("00");
    expect(await a.ask(GET_ACPI_STATE)).not.toBe(before);
    expect(await b.ask(GET_ACPI_STATE)).toBe(before);
  });

  test("have their names in their log lines, including those of their doors", async () => {
    const daemon = await started(machine("left"), machine("right"));
    await qemuAt(daemon, 1);
    await expect.poll(() => lines.join("")).toMatch(/"machine":"right".*"QEMU connected"/);
    expect(lines.join("")).not.toContain('"machine":"left"');
  });

  test("can each have any free port", async () => {
    const daemon = await started(machine("a", { listen: [ANY_PORT, ANY_PORT] }), machine("b"));
    expect(new Set(daemon.addresses).size).toBe(3);
  });
});

describe("a door that another program holds", () => {
  test("leaves the other machines running; its machine can be added later", async () => {
    const { door, server } = await heldPort();
    const held = machine("held", { listen: [ANY_PORT, door], device: { id: 3 } });
    const daemon = await started(machine("a"), held, machine("b", { device: { id: 2 } }));
    expect(daemon.machines.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(daemon.addresses).toHaveLength(2);
    expect(daemon.failures.get("held")?.message).toMatch(`${door}: the port is in use`);
    expect(lines.find((line) => line.includes("not served"))).toContain('"machine":"held"');
    expect(await (await qemuAt(daemon, 1)).ask(GET_DEVICE_ID)).toMatch(/^00 02/);

    await new Promise((resolve) => server.close(resolve));
    await daemon.add(held);
    expect(daemon.failures.size).toBe(0);
    const qemu = await VmExchange.open(portOf(door));
    expect(await qemu.ask(GET_DEVICE_ID)).toMatch(/^00 03/);
    qemu.close();
  });

  test("leaves the others running, too, if they are still to be added when its machine fails", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    onTestFinished(() => void process.off("unhandledRejection", note));
    const door = `unix:${join(mkdtempSync(join(tmpdir(), "doors-")), "one.sock")}`;
    const machines = [machine("a", { listen: [door] }), machine("held", { listen: [door] }), machine("b")];
    const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
    const daemon = await startDaemon({ ...machine("daemon"), machines }, log, [], nextTurn);
    onTestFinished(() => daemon.stop());
    expect(daemon.machines.map(({ name }) => name)).toEqual(["a", "b"]);
    expect([...daemon.failures.keys()]).toEqual(["held"]);
    expect(unhandled).toEqual([]);
  });

  test("of the only machine, or of all machines, ends the start", async () => {
    const { door } = await heldPort();
    await expect(startDaemon({ ...machine("a"), machines: [machine("a", { listen: [door] })] }, log)).rejects.toThrow(
      `${door}: the port is in use`,
    );
  });
});

describe("at run time", () => {
  test("machines come and go while another one answers", async () => {
    const daemon = await started(machine("a"));
    const a = await qemuAt(daemon);
    let going = true;
    const asking = (async () => {
      let answers = 0;
      for (; going; answers++) expect(await a.ask(GET_DEVICE_ID)).toMatch(/^00 /);
      return answers;
    })();
    for (let id = 1; id <= 20; id++) {
      await daemon.add(machine("b", { device: { id } }));
      const b = await qemuAt(daemon, 1);
      expect((await b.ask(GET_DEVICE_ID)).split(" ", 2)).toEqual(["00", toHex(Uint8Array.of(id))]);
      await daemon.remove("b");
      expect(daemon.machines.map(({ name }) => name)).toEqual(["a"]);
    }
    going = false;
    expect(await asking).toBeGreaterThan(20);
  });

  test("a removed machine has closed its doors and ended its links", async () => {
    const daemon = await started(machine("a"), machine("b"));
    const [, door = ""] = daemon.addresses;
    const qemu = await connectTo(door);
    await Promise.all([daemon.remove("b"), ended(qemu)]);
    await expect(connectTo(door)).rejects.toThrow("ECONNREFUSED");
  });

  test("frees a name when the doors are closed, not before", async () => {
    const { door, server } = await heldPort();
    await new Promise((resolve) => server.close(resolve));
    const config = machine("b", { listen: [door] });
    const daemon = await started(machine("a"), config);
    const removing = daemon.remove("b");
    await expect(daemon.add(config)).rejects.toThrow("there is already a machine b; choose another name");
    await removing;
    await daemon.add(config);
    expect(daemon.machines.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("closes a machine that is added while the daemon stops", async () => {
    const daemon = await started(machine("a"));
    const adding = daemon.add(machine("b"));
    await daemon.stop();
    await adding;
    expect(daemon.machines).toEqual([]);
    expect(daemon.addresses).toEqual([]);
  });

  test("leaves no memory, timer, socket or descriptor of removed machines", async () => {
    setFlagsFromString("--expose-gc");
    const gc: () => void = runInNewContext("gc");
    const state = { directory: mkdtempSync(join(tmpdir(), "extern-bmc-daemon-")) };
    onTestFinished(() => rmSync(state.directory, { recursive: true }));
    const daemon = new Daemon(log);
    const life = lifetimeOf({ sessions: 1000 });
    const metrics = new Metrics(() => daemon.machines);
    daemon.follow((each) => metrics.follow(each));
    daemon.follow(({ trace }) => life.observe(trace));
    await daemon.add(machine("stays", { state }));
    const held = () => [process.getActiveResourcesInfo().length, readdirSync("/proc/self/fd").length];
    const gone: WeakRef<Machine>[] = [];
    const comeAndGo = async (index: number) => {
      const source = { kind: "sine", mean: 20, amplitude: 10, period: "10s" };
      const sensors = [{ number: 1, name: "Fan", type: "fan", units: "rpm", source }];
      const added = await daemon.add(machine(`vm${index % 3}`, { state, sensors }));
      gone.push(new WeakRef(added));
      const qemu = await qemuAt(daemon, 1);
      expect(await qemu.ask(SET_WATCHDOG)).toBe("00");
      expect(await qemu.ask(RESET_WATCHDOG)).toBe("00");
      await daemon.remove(added.name);
      qemu.close();
    };
    // Modules stay loaded.
    for (let index = 0; index < 3; index++) await comeAndGo(index);
    const before = held();
    for (let index = 0; index < 30; index++) await comeAndGo(index);
    const more = () => held().map((count, index) => Math.max(0, count - (before[index] ?? 0)));
    await expect.poll(more).toEqual([0, 0]);
    await expect
      .poll(() => {
        gc();
        return gone.filter((reference) => reference.deref()).length;
      })
      // A register of the interpreter may still hold one.
      .toBeLessThan(2);
    await daemon.stop();
  });

  test("refuses a taken name, and an unknown one", async () => {
    const daemon = await started(machine("a"));
    await expect(daemon.add(machine("a"))).rejects.toThrow("there is already a machine a; choose another name");
    await expect(daemon.remove("c")).rejects.toThrow("there is no machine c; there are: a");
  });
});
