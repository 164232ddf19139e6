/** The units of docs/systemd.md, run by systemd itself: their start, their notifications, and their death. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { Systemd } from "../support/systemd/systemd.ts";

const page = readPage("systemd.md");
const units = Object.fromEntries(
  blocksOf(page, "ini").map((text) => [/^# \/etc\/systemd\/system\/(\S+)\n/.exec(text)?.[1] ?? "", text]),
);
/** Namespaces of all kinds, mounts, and other users. */
const isRoot = process.getuid?.() === 0;
const EFFECT_TIMEOUT_MS = 120_000;

describe.runIf(isRoot)("systemd, which root alone can start anew,", () => {
  let systemd: Systemd;

  beforeAll(async () => {
    systemd = await Systemd.start({
      units,
      users: ["vm"],
      defaults: { "extern-bmc-vm0": "EXTERN_BMC_SEL_CAPACITY=77\n" },
    });
    await run("mkdir -p /var/lib/vm; truncate -s 1M /var/lib/vm/vm0.img; chown -R vm /var/lib/vm");
  });

  afterAll(() => systemd?.[Symbol.asyncDispose]());

  async function run(command: string): Promise<string> {
    const { code, output } = await systemd.run(command);
    expect({ command, code, output }).toEqual({ command, code: 0, output });
    return output;
  }

  const until = (unit: string, state: Readonly<Record<string, string>>) =>
    vi.waitFor(async () => expect(await systemd.show(unit, ...Object.keys(state))).toEqual(state), EFFECT_TIMEOUT_MS);

  /** Signals its main process, and waits until systemd has started it again. */
  async function bring(signal: "KILL" | "STOP", unit: string): Promise<void> {
    const { NRestarts } = await systemd.show(unit, "NRestarts");
    await run(`systemctl kill -s ${signal} --kill-whom=main ${unit}`);
    await until(unit, { ActiveState: "active", NRestarts: `${Number(NRestarts) + 1}` });
  }

  /** The BMC reports it itself. */
  const untilConnected = (socket: string) =>
    vi.waitFor(() => run(`extern-bmc healthcheck --connected --socket ${socket}`), EFFECT_TIMEOUT_MS);

  test("finds no mistake in them", async () => {
    expect(Object.keys(units)).toEqual(["bmc-vm0.service", "extern-bmc@.socket", "extern-bmc@.service", "vm@.service"]);
    const names = Object.keys(units).map((name) => name.replace("@", "@vm0"));
    expect(await run(`systemd-analyze verify ${names.join(" ")}`)).toBe("");
  });

  describe("one machine", () => {
    const UNIT = "bmc-vm0.service";

    test("is active when its door accepts, and its status is in ours", async () => {
      await run(`systemctl start ${UNIT}`);
      expect(await run("stat -c '%U %a' /run/vm0/bmc.sock")).toBe("vm 600\n");
      const status = await run(`systemctl status --no-pager ${UNIT}`);
      const shown = blocksOf(page, "console")[0]?.split("\n").slice(1, -1) ?? [];
      const steady = (text: string) =>
        text
          .replace(/since .*/, "since then")
          .replace(/\d+ \(/, "n (")
          .trim();
      expect(status.split("\n").map(steady)).toEqual(expect.arrayContaining(shown.map(steady)));
    });

    test("reads its configuration again, and runs on", async () => {
      const { MainPID } = await systemd.show(UNIT, "MainPID");
      await run(`systemctl reload ${UNIT}`);
      await run("extern-bmc healthcheck --socket /run/vm0/control/bmc.sock");
      expect(await systemd.show(UNIT, "MainPID", "NRestarts")).toEqual({ MainPID, NRestarts: "0" });
    });

    test("has its state again after it was killed", async () => {
      await run("extern-bmc user set 3 --name kept --socket /run/vm0/control/bmc.sock");
      await bring("KILL", UNIT);
      expect(await run("extern-bmc user list --socket /run/vm0/control/bmc.sock")).toContain("kept");
    });

    test("is killed by the watchdog when it hangs, and started again; without the host's network, too", async () => {
      await systemd.write(`${UNIT}.d/more.conf`, "[Service]\nWatchdogSec=3\nPrivateNetwork=yes\n");
      await run(`systemctl restart ${UNIT}`);
      const { WatchdogTimestampMonotonic: first } = await systemd.show(UNIT, "WatchdogTimestampMonotonic");
      await vi.waitFor(async () => {
        const { WatchdogTimestampMonotonic: now } = await systemd.show(UNIT, "WatchdogTimestampMonotonic");
        expect(Number(now)).toBeGreaterThan(Number(first));
      }, EFFECT_TIMEOUT_MS);
      await bring("STOP", UNIT);
    });

    test("stops without a complaint, and leaves no door", async () => {
      await run(`systemctl stop ${UNIT}`);
      expect(await systemd.show(UNIT, "ActiveState", "Result")).toEqual({ ActiveState: "inactive", Result: "success" });
      expect((await systemd.run("ls /run/vm0")).code).not.toBe(0);
    });
  });

  describe("many machines, hardened", () => {
    test("the door is QEMU's user's, and the daemon starts when someone knocks", async () => {
      await run("systemctl start extern-bmc@vm0.socket");
      expect(await run("stat -c '%U %a' /run/extern-bmc/vm0.sock")).toBe("vm 600\n");
      expect(await systemd.show("extern-bmc@vm0.service", "ActiveState")).toEqual({ ActiveState: "inactive" });
      await run(
        "python3 -c 'import socket; s = socket.socket(socket.AF_UNIX); s.connect(\"/run/extern-bmc/vm0.sock\"); s.recv(1)'",
      );
      await until("extern-bmc@vm0.service", { ActiveState: "active" });
      const status = await run("extern-bmc status --socket /run/extern-bmc-vm0/bmc.sock");
      expect(status).toContain("Door    fd:3");
      expect(status).toContain(" 0/77 ");
      expect(await run("ps -o user= -p $(systemctl show -p MainPID --value extern-bmc@vm0.service)")).not.toMatch(
        /root|vm/,
      );
    });

    test("is rated as the page says", async () => {
      const [, rating = ""] = /rates\nthe service ([\d.]+), "OK"/.exec(page) ?? [];
      const output = await run("systemd-analyze security --no-pager extern-bmc@vm0.service");
      expect(output).toContain(`Overall exposure level for extern-bmc@vm0.service: ${rating} OK`);
    });

    test("starts with PrivateNetwork=yes, which hides the socket that it is passed", async () => {
      await systemd.write("extern-bmc@.service.d/more.conf", "[Service]\nPrivateNetwork=yes\n");
      await run("systemctl restart extern-bmc@vm0.service");
      expect(await run("extern-bmc status --socket /run/extern-bmc-vm0/bmc.sock")).toContain("Door    fd:3");
    });

    test("opens a LAN door at port 623 with the settings that the page names", async () => {
      const [sentence = ""] = /^A LAN door at a port below 1024[^.]*\./m.exec(page) ?? [];
      const settings = [...sentence.matchAll(/`(\w+=\w+)`/g)].map(([, setting]) => setting);
      expect(settings).toHaveLength(3);
      const variable = "Environment=EXTERN_BMC_LAN_LISTEN=udp:127.0.0.1:623";
      const more = [...settings, variable, "RestrictAddressFamilies=AF_INET AF_INET6", "PrivateNetwork=yes"];
      await systemd.write("extern-bmc@.service.d/more.conf", `[Service]\n${more.join("\n")}\n`);
      await run("systemctl restart extern-bmc@vm0.service");
      expect(await run("extern-bmc status --socket /run/extern-bmc-vm0/bmc.sock")).toContain("udp:127.0.0.1:623");
    });

    test.each(["MemoryDenyWriteExecute=yes", "RestrictAddressFamilies=~AF_NETLINK"])(
      "does not start with %s",
      async (setting) => {
        await systemd.write("extern-bmc@.service.d/more.conf", `[Service]\nRestart=no\n${setting}\n`);
        await run("systemctl stop extern-bmc@vm0.service");
        expect((await systemd.run("systemctl start extern-bmc@vm0.service")).code).toBe(1);
        await run("systemctl stop extern-bmc@vm0.socket; systemctl reset-failed");
        await systemd.write("extern-bmc@.service.d/more.conf", "");
        await run("systemctl start extern-bmc@vm0.socket");
      },
    );
  });

  describe("the machine itself", () => {
    const CONTROL = "/run/extern-bmc-vm0/bmc.sock";

    test("starts with its BMC", async () => {
      await run("systemctl start vm@vm0.service");
      await untilConnected(CONTROL);
    });

    test("ends when the BMC powers it off", async () => {
      await run(`extern-bmc power off --socket ${CONTROL}`);
      await until("vm@vm0.service", { ActiveState: "inactive", Result: "success" });
    });

    test("is stopped with BindsTo when the BMC dies, which is started again", async () => {
      await run("systemctl start vm@vm0.service");
      await bring("KILL", "extern-bmc@vm0.service");
      await until("vm@vm0.service", { ActiveState: "inactive" });
    });

    test("runs on with Wants, and is connected again; so it is when the BMC was stopped", async () => {
      const wants =
        page.includes("`Wants=extern-bmc@%i.service`") && units["vm@.service"]?.replace("BindsTo=", "Wants=");
      await systemd.write("vm@.service", wants || "");
      await run("systemctl start vm@vm0.service");
      const { MainPID = "" } = await systemd.show("vm@vm0.service", "MainPID");
      await untilConnected(CONTROL);
      await bring("KILL", "extern-bmc@vm0.service");
      await untilConnected(CONTROL);
      await run("systemctl stop extern-bmc@vm0.service");
      await until("extern-bmc@vm0.service", { ActiveState: "active" });
      await untilConnected(CONTROL);
      expect(await systemd.show("vm@vm0.service", "MainPID", "ActiveState")).toEqual({
        MainPID,
        ActiveState: "active",
      });
    });
  });
});
