import { expect, it } from "vitest";
import { Metrics } from "../../src/http/metrics.ts";
import { hex } from "../support/bytes/hex.ts";
import { logIn } from "../support/lan/lan-console.ts";
import { lanMachine } from "../support/lan/lan-machine.ts";
import { FakeQemu, machine } from "../support/machine/machine.ts";

const faultsIn = async (metrics: Metrics) =>
  (await metrics.scrape())
    .toString()
    .split("\n")
    .filter((line) => line.startsWith("extern_bmc_faults_total{"));

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

it("counts no datagrams of a machine without a LAN door", async () => {
  const metrics = new Metrics(() => [machine({ name: "vm0" })]);
  expect((await metrics.scrape()).toString()).not.toContain("extern_bmc_lan_datagrams_total{");
});

it("counts log-ins at LAN doors", async () => {
  const bmc = machine({ name: "vm0" });
  bmc.lan?.open({ host: "127.0.0.1", port: 623, send() {}, sendFromOtherPort() {} });
  const metrics = new Metrics(() => [bmc]);
  const leave = metrics.follow(bmc);
  const user = "admin";
  bmc.trace.publish("peer", { kind: "session opened", session: 1, user, privilege: "Administrator", suite: 17 });
  bmc.trace.publish("peer", { kind: "session opened", session: 2, user, privilege: "Administrator" });
  bmc.trace.publish("peer", { kind: "log-in refused", step: "RAKP 2", status: 0x0d, reason: "no such user" });
  bmc.trace.publish("peer", { kind: "log-in refused", step: "Activate Session", user, reason: "wrong password" });
  bmc.trace.publish("peer", { kind: "log-in abandoned", step: "RAKP 3", user, reason: "RAKP 3 did not come" });
  const lines = (await metrics.scrape())
    .toString()
    .split("\n")
    .filter((line) => /^extern_bmc_lan_.*\{/.test(line));
  expect(lines).toEqual([
    'extern_bmc_lan_sessions_opened_total{machine="vm0",suite="17"} 1',
    'extern_bmc_lan_sessions_opened_total{machine="vm0",suite="ipmi1.5"} 1',
    'extern_bmc_lan_logins_refused_total{machine="vm0",step="RAKP 2",status="0d"} 1',
    'extern_bmc_lan_logins_refused_total{machine="vm0",step="Activate Session",status="none"} 1',
    'extern_bmc_lan_logins_abandoned_total{machine="vm0",step="RAKP 3"} 1',
    'extern_bmc_lan_sessions{machine="vm0"} 0',
    'extern_bmc_lan_datagrams_total{machine="vm0",outcome="received"} 0',
    'extern_bmc_lan_datagrams_total{machine="vm0",outcome="sent"} 0',
    'extern_bmc_lan_datagrams_total{machine="vm0",outcome="lost"} 0',
    'extern_bmc_lan_alerts_total{machine="vm0",outcome="sent"} 0',
    'extern_bmc_lan_alerts_total{machine="vm0",outcome="acknowledged"} 0',
    'extern_bmc_lan_alerts_total{machine="vm0",outcome="unacknowledged"} 0',
    'extern_bmc_lan_alerts_total{machine="vm0",outcome="failed"} 0',
    'extern_bmc_lan_alerts_total{machine="vm0",outcome="dropped"} 0',
  ]);
  leave();
});

it("counts the characters of serial over LAN, of machines with a serial port", async () => {
  const { machine: bmc, ...to } = lanMachine({}, undefined, { name: "vm0", serial: "unix:/nowhere" });
  const metrics = new Metrics(() => [bmc, machine({ name: "vm1" })]);
  const counted = async () =>
    (await metrics.scrape())
      .toString()
      .split("\n")
      .filter((line) => line.startsWith("extern_bmc_lan_sol_bytes_total{"));
  expect(await counted()).toEqual([
    'extern_bmc_lan_sol_bytes_total{machine="vm0",outcome="sent"} 0',
    'extern_bmc_lan_sol_bytes_total{machine="vm0",outcome="received"} 0',
  ]);
  logIn(to);
  const [session] = to.bmc.sessions.all;
  if (!session) throw new Error("no session is open");
  const stream = to.bmc.lan.solActivations.service?.start(1, session, () => {});
  stream?.receive(hex("01 00 00 00 68 69 0d"));
  expect(await counted()).toContain('extern_bmc_lan_sol_bytes_total{machine="vm0",outcome="received"} 3');
});
