import { describe, expect, test } from "vitest";
import { type CommandLineOptions, qemuArguments } from "../../../src/lab/qemu/command-line.ts";
import { IPMI_DEVICES } from "../../../src/lab/qemu/ipmi-device.ts";

const BINARY = { path: "qemu", version: "QEMU emulator version 7.2.22", qtestAccelerator: false } as const;

const OPTIONS: CommandLineOptions = {
  binary: { ...BINARY, reconnect: "reconnect=1" },
  device: "isa-ipmi-bt",
  address: "unix:/run/bmc.sock",
  role: "connect",
  biosPath: "/t/bios",
  qtestPath: "/t/qtest",
  qmpPath: "/t/qmp",
};

function chardev(options: Partial<CommandLineOptions>): string | undefined {
  return qemuArguments({ ...OPTIONS, ...options }).find((word) => word.includes("id=bmc-link"));
}

describe("QEMU's command line", () => {
  test.each([
    ["unix:/run/bmc.sock", "socket,id=bmc-link,path=/run/bmc.sock,reconnect=1"],
    ["unix:/run/a,b.sock", "socket,id=bmc-link,path=/run/a,,b.sock,reconnect=1"],
    ["tcp:127.0.0.1:9002", "socket,id=bmc-link,host=127.0.0.1,port=9002,nodelay=on,reconnect=1"],
    ["tcp:[::1]:9002", "socket,id=bmc-link,host=::1,port=9002,nodelay=on,reconnect=1"],
  ])("connects to %s", (address, expected) => expect(chardev({ address })).toBe(expected));

  test("spells reconnect as the binary knows it", () =>
    expect(chardev({ binary: { ...BINARY, reconnect: "reconnect-ms=1000" } })).toMatch(/,reconnect-ms=1000$/));

  test("listens without waiting, and without reconnect", () =>
    expect(chardev({ role: "listen" })).toBe("socket,id=bmc-link,path=/run/bmc.sock,server=on,wait=off"));

  test.each(["unix:", "tcp:9002", "tcp:host", "/run/bmc.sock", ""])("refuses the address %j", (address) =>
    expect(() => chardev({ address })).toThrow(`expected unix:PATH or tcp:HOST:PORT, got "${address}"`),
  );

  test.each(IPMI_DEVICES)("gives %s the external BMC", (device) => {
    const words = qemuArguments({ ...OPTIONS, device });
    expect(words).toContain("ipmi-bmc-extern,id=bmc,chardev=bmc-link");
    expect(words).toContain(`${device},id=ipmi,bmc=bmc${device === "smbus-ipmi" ? ",address=16" : ""}`);
    expect(words).toContain(device === "smbus-ipmi" ? "q35" : "pc");
  });

  test("stops TCG's clock, or uses the qtest accelerator if the binary has it", () => {
    expect(qemuArguments(OPTIONS).join(" ")).toContain("-accel tcg -S -icount shift=0,sleep=off");
    const withQtest = qemuArguments({ ...OPTIONS, binary: { ...OPTIONS.binary, qtestAccelerator: true } }).join(" ");
    expect(withQtest).toContain("-accel qtest");
    expect(withQtest).not.toContain("icount");
  });

  test("ends with the added arguments", () =>
    expect(qemuArguments({ ...OPTIONS, extraArgs: ["-no-shutdown"] }).at(-1)).toBe("-no-shutdown"));
});
