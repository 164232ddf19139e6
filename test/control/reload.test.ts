/** Machines of a configuration that is read again: which ones are added, removed and kept. */
import { pino } from "pino";
import { expect, test } from "vitest";
import type { Config } from "../../src/config/schema/schema.ts";
import { Reloader } from "../../src/control/reload.ts";
import { machineConfig, operatedDaemon, silent } from "../support/daemon/operated-daemon.ts";
import { connectTo } from "../support/doors/client.ts";

/** A daemon with these machines, and a function that reloads its configuration with the given machines. */
async function reloading(names: readonly string[]) {
  const { daemon, control } = await operatedDaemon(names);
  const of = (machines: Config["machines"]): Config => ({ ...machineConfig("daemon"), machines });
  let wanted = of(names.map((name) => machineConfig(name)));
  const reloader = new Reloader(daemon, wanted, async () => wanted, silent);
  const reload = (...machines: Config["machines"]) => {
    wanted = of(machines);
    return reloader.reload();
  };
  return { daemon, control, reload, served: () => daemon.machines.map(({ name }) => name) };
}

const [a, b, c] = [machineConfig("a"), machineConfig("b"), machineConfig("c")];
const NOTHING = { changed: [], unchanged: [], added: [], removed: [] };

test("adds new machines, and removes missing ones", async () => {
  const { reload, served } = await reloading(["a", "b"]);
  expect(await reload(a, c)).toEqual({ ...NOTHING, added: ["c"], removed: ["b"] });
  expect(served()).toEqual(["a", "c"]);
  expect(await reload(a, c)).toEqual(NOTHING);
});

test("renames a machine without a QEMU, at the same door", async () => {
  const { reload, served } = await reloading([]);
  const listen = ["connect:unix:/nonexistent/qemu.sock"];
  await reload(machineConfig("old", { listen }));
  const renamed = await reload(machineConfig("new", { listen }));
  expect(renamed).toEqual({ ...NOTHING, added: ["new"], removed: ["old"] });
  expect(served()).toEqual(["new"]);
});

test("keeps a missing machine while its QEMU is connected, and names what removes it", async () => {
  const { reload, served, daemon } = await reloading(["a", "b"]);
  const qemu = await connectTo(daemon.addressesOf("b")[0] ?? "");
  await expect.poll(() => daemon.machines[1]?.links.length).toBe(1);
  const reason = "its QEMU is connected; extern-bmc machine remove b removes it anyway";
  expect(await reload(a)).toEqual({ ...NOTHING, unchanged: [{ machine: "b", setting: "name", reason }] });
  qemu.destroy();
  await expect.poll(() => daemon.machines[1]?.links.length).toBe(0);
  expect(await reload(a)).toEqual({ ...NOTHING, removed: ["b"] });
  expect(served()).toEqual(["a"]);
});

test("keeps a machine that an operator added", async () => {
  const { reload, served, control } = await reloading(["a"]);
  await control.call("machine.add", { settings: { name: "b", listen: ["tcp:127.0.0.1:0"] } });
  expect(await reload(a)).toEqual(NOTHING);
  const reason = "a machine of this name was added by machine add; remove it first";
  expect(await reload(a, b)).toEqual({ ...NOTHING, unchanged: [{ machine: "b", setting: "name", reason }] });
  expect(served()).toEqual(["a", "b"]);
  await control.call("machine.remove", { machine: "b" });
  expect(await reload(a, b)).toEqual({ ...NOTHING, added: ["b"] });
});

test("brings back a machine that an operator removed", async () => {
  const { reload, control } = await reloading(["a", "b"]);
  await control.call("machine.remove", { machine: "b" });
  expect(await reload(a, b)).toEqual({ ...NOTHING, added: ["b"] });
});

test("tries an unservable machine again each time, until the configuration drops it", async () => {
  const { reload, daemon } = await reloading(["a"]);
  const bad = machineConfig("b", { listen: ["unix:/nonexistent/b.sock"] });
  const unchanged = [{ machine: "b", setting: "name", reason: expect.stringContaining("does not exist") }];
  expect(await reload(a, bad)).toEqual({ ...NOTHING, unchanged });
  expect(await reload(a, bad)).toEqual({ ...NOTHING, unchanged });
  expect([...daemon.failures.keys()]).toEqual(["b"]);
  expect(await reload(a, b)).toEqual({ ...NOTHING, added: ["b"] });
  expect(daemon.failures.size).toBe(0);
  await reload(a);
  await reload(a, bad);
  expect(await reload(a)).toEqual({ ...NOTHING, removed: ["b"] });
  expect(daemon.failures.size).toBe(0);
});

test("logs what changed, but of long lists only the beginning", async () => {
  const { daemon } = await operatedDaemon([]);
  const lines: string[] = [];
  const log = pino({}, { write: (line) => void lines.push(line) });
  const machines = Array.from({ length: 102 }, (_, index) => machineConfig(`vm${index}`));
  const config: Config = { ...machineConfig("daemon"), machines: [] };
  await new Reloader(daemon, config, async () => ({ ...config, machines }), log).reload();
  const { added, more, msg } = JSON.parse(lines.at(-1) ?? "");
  expect([msg, added.length, added[0], more]).toEqual(["configuration read again", 100, "vm0", 2]);
});
