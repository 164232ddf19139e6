/** Machines of a configuration that is read again: which come, which go, which stay. */
import { expect, test } from "vitest";
import type { Config } from "../../src/config/schema/schema.ts";
import { Reloader } from "../../src/control/reload.ts";
import { machineConfig, operatedDaemon, silent } from "../support/daemon/operated-daemon.ts";
import { connectTo } from "../support/doors/client.ts";

/** A daemon of these machines, and what reads its configuration again as one of those machines. */
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

test("one that is new is added, one that is there no more removed", async () => {
  const { reload, served } = await reloading(["a", "b"]);
  expect(await reload(a, c)).toEqual({ ...NOTHING, added: ["c"], removed: ["b"] });
  expect(served()).toEqual(["a", "c"]);
  expect(await reload(a, c)).toEqual(NOTHING);
});

test("a new name for one whose QEMU is not connected, at the same door", async () => {
  const { reload, served } = await reloading([]);
  const listen = ["connect:unix:/nonexistent/qemu.sock"];
  await reload(machineConfig("old", { listen }));
  const renamed = await reload(machineConfig("new", { listen }));
  expect(renamed).toEqual({ ...NOTHING, added: ["new"], removed: ["old"] });
  expect(served()).toEqual(["new"]);
});

test("one that is there no more stays while its QEMU is connected, and is named with what removes it", async () => {
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

test("one that an operator added is left alone, and not taken for the configuration's", async () => {
  const { reload, served, control } = await reloading(["a"]);
  await control.call("machine.add", { settings: { name: "b", listen: ["tcp:127.0.0.1:0"] } });
  expect(await reload(a)).toEqual(NOTHING);
  const reason = "a machine of this name was added by machine add; remove it first";
  expect(await reload(a, b)).toEqual({ ...NOTHING, unchanged: [{ machine: "b", setting: "name", reason }] });
  expect(served()).toEqual(["a", "b"]);
  await control.call("machine.remove", { machine: "b" });
  expect(await reload(a, b)).toEqual({ ...NOTHING, added: ["b"] });
});

test("one that an operator removed comes back, as it is in the configuration", async () => {
  const { reload, control } = await reloading(["a", "b"]);
  await control.call("machine.remove", { machine: "b" });
  expect(await reload(a, b)).toEqual({ ...NOTHING, added: ["b"] });
});

test("one that cannot be served is tried again each time, and forgotten with its place in the configuration", async () => {
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
