/** Machines that an operator adds to a running daemon and removes again. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { wholeStatus } from "../../src/cli/options/whole-status.ts";
import { connect } from "../../src/control/client.ts";
import { Daemon } from "../../src/daemon/daemon.ts";
import { Metrics } from "../../src/http/metrics.ts";
import { lifetimeOf } from "../../src/service/lifetime.ts";
import { controlServer, temporaryDirectory } from "../support/daemon/control-server.ts";
import { guestAt, machineConfig, operatedDaemon, qemuAt, silent } from "../support/daemon/operated-daemon.ts";
import { connectTo, ended } from "../support/doors/client.ts";
import { machine } from "../support/machine/machine.ts";

const GET_DEVICE_ID = "06 01";
const ANY_PORT = "tcp:127.0.0.1:0";

describe("machine.add", () => {
  test("returns the doors, where the machine answers at once", async () => {
    const { control, daemon } = await operatedDaemon(["a"]);
    const settings = { name: "b", device: { id: 0x42 }, listen: [ANY_PORT, ANY_PORT] };
    const { name, doors } = await control.call("machine.add", { settings });
    expect([name, doors]).toEqual(["b", daemon.addressesOf("b")]);
    expect(await (await guestAt(doors[1])).ask(GET_DEVICE_ID)).toMatch(/^00 42/);
    expect((await control.call("status")).machines.map((each) => each.name)).toEqual(["a", "b"]);
  });

  test("follows the daemon's settings too: its state is kept beside the others'", async () => {
    const directory = join(temporaryDirectory(), "state");
    const { control } = await operatedDaemon(["a"], { state: { directory } });
    await control.call("machine.add", { settings: { name: "b", listen: [ANY_PORT] } });
    expect(existsSync(join(directory, "b.sqlite"))).toBe(true);
  });

  test("changes nothing when it fails, and says why", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const address = other.address();
    const taken = `tcp:127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    const socket = `unix:${join(temporaryDirectory(), "a.sock")}`;
    const { control, daemon } = await operatedDaemon(["a"], {}, new Daemon(silent, undefined, 2));
    await control.call("machine.add", { settings: { name: "b", listen: [socket] } });
    const cases: readonly (readonly [object, object])[] = [
      [
        { name: "a", listen: [ANY_PORT] },
        { code: "exists", message: expect.stringContaining("already a machine a") },
      ],
      [
        { name: "c", listen: [socket] },
        { code: "unavailable", message: expect.stringContaining("belongs to b") },
      ],
      [
        { name: "c", listen: [ANY_PORT] },
        { code: "tooMany", message: expect.stringContaining("the daemon has 2 machines, the most it takes") },
      ],
    ];
    for (const [settings, error] of cases) {
      await expect(control.call("machine.add", { settings: { ...settings } })).rejects.toMatchObject(error);
    }
    await control.call("machine.remove", { machine: "b" });
    const fifo = join(temporaryDirectory(), "fifo");
    execFileSync("mkfifo", [fifo]);
    const wrong: readonly (readonly [object, object])[] = [
      [
        { listen: [ANY_PORT, taken] },
        { code: "unavailable", message: expect.stringContaining(`${taken}: the port is in`) },
      ],
      [{ listen: ["fd:5"] }, { code: "badArgument", argument: "settings.listen[0]" }],
      [{ log: { level: "debug" } }, { code: "badArgument", argument: "settings.log" }],
      [{ modules: ["/nonexistent.js"] }, { code: "badArgument", argument: "settings.modules[0]" }],
      [
        { device: { id: 256 }, sel: { capcity: 1 } },
        {
          code: "badArgument",
          argument: "settings.device.id",
          message: expect.stringMatching(
            /^device\.id is 256 .*\nsel\.capcity is not a setting; did you mean capacity\?$/,
          ),
        },
      ],
      [{ name: "not a name" }, { code: "badArgument", argument: "settings.name" }],
      ...[fifo, "/dev/zero"].map(
        (file) =>
          [
            { frus: [{ id: 0, file }] },
            { code: "badArgument", argument: "settings.frus[0].file", message: expect.stringContaining("not a FIFO") },
          ] as const,
      ),
    ];
    for (const [settings, error] of wrong) {
      const given = { settings: { name: "c", listen: [ANY_PORT], ...settings } };
      await expect(control.call("machine.add", given)).rejects.toMatchObject(error);
    }
    expect(daemon.machines.map(({ name }) => name)).toEqual(["a"]);
    expect(daemon.failures.size).toBe(0);
    expect((await control.call("machine.add", { settings: { name: "c", listen: [socket] } })).doors).toEqual([socket]);
  });

  test("adds a machine that could not be served, with other doors", async () => {
    const { control, daemon } = await operatedDaemon(["a"]);
    const noDirectory = machineConfig("b", { listen: ["unix:/nonexistent/b.sock"] });
    await expect(daemon.addWanted(noDirectory)).rejects.toThrow("does not exist");
    const again = { name: "b", listen: ["unix:/nonexistent/c.sock"] };
    await expect(control.call("machine.add", { settings: again })).rejects.toMatchObject({ code: "unavailable" });
    expect((await control.call("status")).failures).toMatchObject([
      { machine: "b", reason: expect.stringContaining("b.sock") },
    ]);
    await control.call("machine.add", { settings: { ...again, listen: [ANY_PORT] } });
    expect((await control.call("status")).failures).toEqual([]);
  });
});

describe("machine.remove", () => {
  test("ends the links, and frees name, door and state at once", async () => {
    const directory = temporaryDirectory();
    const { control } = await operatedDaemon(["a"], { state: { directory: join(directory, "state") } });
    const settings = { name: "b", listen: [`unix:${join(directory, "b.sock")}`] };
    for (let round = 0; round < 3; round++) {
      const { doors } = await control.call("machine.add", { settings });
      expect((await control.call("sel.info", { machine: "b" })).records).toBe(round);
      await control.call("event.send", { machine: "b", sensor: "Watchdog", state: 1 });
      const qemu = await connectTo(doors[0] ?? "");
      await Promise.all([control.call("machine.remove", { machine: "b" }), ended(qemu)]);
    }
  });

  test("refuses an unknown machine, and removes one that could not be served", async () => {
    const { control, daemon } = await operatedDaemon(["a"]);
    await expect(control.call("machine.remove", { machine: "b" })).rejects.toMatchObject({
      code: "notFound",
      message: "there is no machine b; there are: a",
    });
    await expect(daemon.addWanted(machineConfig("b", { listen: ["unix:/nonexistent/b.sock"] }))).rejects.toThrow();
    await control.call("machine.remove", { machine: "b" });
    expect(daemon.failures.size).toBe(0);
  });

  test("removes the last one, and the daemon waits for another", async () => {
    const { control } = await operatedDaemon(["a"]);
    await control.call("machine.remove", { machine: "a" });
    expect((await control.call("status")).machines).toEqual([]);
    await expect(control.call("power.status")).rejects.toMatchObject({
      code: "notFound",
      message: "the daemon has no machine; machine add adds one",
    });
    await control.call("machine.add", { settings: { name: "a", listen: [ANY_PORT] } });
    expect(await control.call("power.status")).toMatchObject({ power: "on" });
  });
});

describe("a follower of all machines", () => {
  test("watch shows a machine that is added later, and ends with a named one", async () => {
    const { control } = await operatedDaemon(["a"]);
    const [all, ofB] = [control.stream("watch"), async () => control.stream("events", { machine: "b" })];
    await control.call("status");
    const { doors } = await control.call("machine.add", { settings: { name: "b", listen: [ANY_PORT] } });
    const events = await ofB();
    await control.call("status");
    await qemuAt(doors[0]);
    const next = async () => {
      const { value } = await all.next();
      return [value.machine, value.kind];
    };
    expect([await next(), await next()]).toEqual([
      ["b", "connected"],
      ["b", "capabilities"],
    ]);
    await control.call("machine.remove", { machine: "b" });
    const kinds: string[] = [];
    for await (const { kind } of events) kinds.push(kind);
    expect(kinds).toEqual(["connected", "capabilities", "disconnected"]);
  });

  test("--terminate counts a removed machine as the end of a session", async () => {
    const { control, daemon } = await operatedDaemon(["a", "b"]);
    const { over, observe } = lifetimeOf({ sessions: 2 });
    daemon.follow(({ trace }) => observe(trace));
    for (const name of ["a", "b"]) {
      await qemuAt(daemon.addressesOf(name)[0]);
      await expect.poll(() => daemon.machines[0]?.links[0]?.capabilities).toBe(0x3f);
      await control.call("machine.remove", { machine: name });
    }
    expect(await over).toBe("2 QEMUs have disconnected");
  });

  test("metrics of a removed machine disappear, and start again when it returns", async () => {
    const { control, daemon } = await operatedDaemon(["a"]);
    const metrics = new Metrics(() => daemon.machines);
    daemon.follow((each) => metrics.follow(each));
    const ofB = async () =>
      (await metrics.scrape())
        .toString()
        .split("\n")
        .filter((line) => line.includes('machine="b"'));
    const settings = { name: "b", listen: [ANY_PORT], replies: { rules: [{ name: "twice", shape: "duplicate" }] } };
    for (let round = 0; round < 2; round++) {
      const { doors } = await control.call("machine.add", { settings });
      const guest = await guestAt(doors[0]);
      await guest.ask(GET_DEVICE_ID);
      expect(await ofB()).toEqual(
        expect.arrayContaining([
          'extern_bmc_exchanges_total{machine="b",command="Get Device ID",completion_code="00"} 1',
          'extern_bmc_connections_total{machine="b"} 1',
          'extern_bmc_qemu_connected{machine="b"} 0',
        ]),
      );
      await control.call("machine.remove", { machine: "b" });
      await expect.poll(ofB).toEqual([]);
    }
  });
});

test("status comes in pages, with the machines that are not served last", async () => {
  const machines = Array.from({ length: 150 }, (_, index) => machine({ name: `vm${index}` }));
  const failures = new Map(Array.from({ length: 50 }, (_, index) => [`bad${index}`, new Error("no door")]));
  await using control = await connect((await controlServer(machines, { failures })).path);
  const first = await control.call("status");
  expect([first.machines.length, first.failures.length, first.next]).toEqual([64, 0, 64]);
  const all = await wholeStatus(control);
  expect(all.machines.map(({ name }) => name)).toEqual(machines.map(({ name }) => name));
  expect(all.failures.map((each) => each.machine)).toEqual([...failures.keys()]);
  expect(all).not.toHaveProperty("next");
});
