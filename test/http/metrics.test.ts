import { expect, it } from "vitest";
import { Metrics } from "../../src/http/metrics.ts";
import { FakeQemu, machine } from "../support/machine/machine.ts";

const faultsIn = async (metrics: Metrics) =>
  (await metrics.registry.metrics()).split("\n").filter((line) => line.startsWith("extern_bmc_faults_total{"));

it("counts the last of 101 faults, and all that follow, as others", async () => {
  const bmc = machine({ name: "vm0" });
  const metrics = new Metrics(() => [bmc]);
  const leave = metrics.follow(bmc);
  const qemu = new FakeQemu(bmc);
  for (let i = 0; i < 105; i++) {
    bmc.replies.add({ name: `fault ${i}`, when: {}, shape: "duplicate" });
    qemu.request(i, "06 01");
    bmc.replies.remove(`fault ${i}`);
  }
  const faults = await faultsIn(metrics);
  expect(faults).toHaveLength(101);
  expect(faults.at(99)).toBe('extern_bmc_faults_total{machine="vm0",rule="fault 99"} 1');
  expect(faults.at(100)).toBe('extern_bmc_faults_total{machine="vm0",rule="other"} 5');
  leave();
  // It is forgotten with its machine, but not in the same turn.
  await expect.poll(() => faultsIn(metrics)).toEqual([]);
});
