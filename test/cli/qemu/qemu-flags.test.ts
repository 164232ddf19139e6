/** `qemu-args`: never a form that crashes QEMU, and the spelling that the binary knows. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type FlagOptions, qemuFlags, Reconnect, shellLine, withInterfaces } from "../../../src/cli/qemu/qemu-flags.ts";
import { runCli } from "../../support/daemon/cli.ts";

const OPTIONS: FlagOptions = { reconnect: Reconnect.Seconds, systemInterface: "bt", tlsDirectory: "/pki" };

describe("flags", () => {
  test.each<{ title: string; addresses: readonly string[]; options?: Partial<FlagOptions>; line: string }>([
    {
      title: "a Unix socket",
      addresses: ["unix:/run/bmc.sock"],
      line:
        "-chardev socket,id=bmc0,path=/run/bmc.sock,reconnect=1 " +
        "-device ipmi-bmc-extern,id=ipmi0,chardev=bmc0 -device isa-ipmi-bt,bmc=ipmi0",
    },
    {
      title: "the newer spelling",
      addresses: ["unix:/run/bmc.sock"],
      options: { reconnect: Reconnect.Milliseconds },
      line:
        "-chardev socket,id=bmc0,path=/run/bmc.sock,reconnect-ms=1000 " +
        "-device ipmi-bmc-extern,id=ipmi0,chardev=bmc0 -device isa-ipmi-bt,bmc=ipmi0",
    },
    {
      title: "TCP, IPv6",
      addresses: ["tcp:[::1]:9002"],
      options: { devices: ["pci-ipmi-kcs"] },
      line:
        "-chardev socket,id=bmc0,host=::1,port=9002,reconnect=1 " +
        "-device ipmi-bmc-extern,id=ipmi0,chardev=bmc0 -device pci-ipmi-kcs,bmc=ipmi0",
    },
    {
      title: "TCP on all addresses, from this machine",
      addresses: ["tcp:0.0.0.0:9002"],
      options: { systemInterface: "kcs" },
      line:
        "-chardev socket,id=bmc0,host=127.0.0.1,port=9002,reconnect=1 " +
        "-device ipmi-bmc-extern,id=ipmi0,chardev=bmc0 -device isa-ipmi-kcs,bmc=ipmi0",
    },
    {
      title: "TLS",
      addresses: ["tls:localhost:9002"],
      line:
        "-object tls-creds-x509,id=bmc0-tls,dir=/pki,endpoint=client " +
        "-chardev socket,id=bmc0,host=localhost,port=9002,tls-creds=bmc0-tls,reconnect=1 " +
        "-device ipmi-bmc-extern,id=ipmi0,chardev=bmc0 -device isa-ipmi-bt,bmc=ipmi0",
    },
    {
      title: "dialled by the daemon: a server that does not wait",
      addresses: ["connect:unix:/run/q.sock"],
      line:
        "-chardev socket,id=bmc0,path=/run/q.sock,server=on,wait=off " +
        "-device ipmi-bmc-extern,id=ipmi0,chardev=bmc0 -device isa-ipmi-bt,bmc=ipmi0",
    },
    {
      title: "dialled by the daemon with TLS",
      addresses: ["connect:tls:127.0.0.1:9002"],
      line:
        "-object tls-creds-x509,id=bmc0-tls,dir=/pki,endpoint=server " +
        "-chardev socket,id=bmc0,host=127.0.0.1,port=9002,tls-creds=bmc0-tls,server=on,wait=off " +
        "-device ipmi-bmc-extern,id=ipmi0,chardev=bmc0 -device isa-ipmi-bt,bmc=ipmi0",
    },
    {
      title: "two doors: BT, and KCS without the interrupt line that BT has",
      addresses: ["unix:/a", "unix:/b"],
      line:
        "-chardev socket,id=bmc0,path=/a,reconnect=1 " +
        "-device ipmi-bmc-extern,id=ipmi0,chardev=bmc0 -device isa-ipmi-bt,bmc=ipmi0 " +
        "-chardev socket,id=bmc1,path=/b,reconnect=1 " +
        "-device ipmi-bmc-extern,id=ipmi1,chardev=bmc1 -device isa-ipmi-kcs,bmc=ipmi1,irq=7",
    },
    {
      title: "two doors: KCS, and SSIF as the second names it",
      addresses: ["unix:/a", "unix:/b,interface=ssif"],
      options: { systemInterface: "kcs" },
      line:
        "-chardev socket,id=bmc0,path=/a,reconnect=1 " +
        "-device ipmi-bmc-extern,id=ipmi0,chardev=bmc0 -device isa-ipmi-kcs,bmc=ipmi0 " +
        "-chardev socket,id=bmc1,path=/b,reconnect=1 " +
        "-device ipmi-bmc-extern,id=ipmi1,chardev=bmc1 -device smbus-ipmi,bmc=ipmi1,address=0x10",
    },
    {
      title: "two doors: SSIF as the first names it, and the machine's own",
      addresses: ["unix:/a,interface=ssif", "unix:/b"],
      line:
        "-chardev socket,id=bmc0,path=/a,reconnect=1 " +
        "-device ipmi-bmc-extern,id=ipmi0,chardev=bmc0 -device smbus-ipmi,bmc=ipmi0,address=0x10 " +
        "-chardev socket,id=bmc1,path=/b,reconnect=1 " +
        "-device ipmi-bmc-extern,id=ipmi1,chardev=bmc1 -device isa-ipmi-bt,bmc=ipmi1,irq=7",
    },
    {
      title: "a path with a comma, a space and a quote",
      addresses: ["unix:/run/a,b c'd"],
      line:
        "-chardev 'socket,id=bmc0,path=/run/a,,b c'\\''d,reconnect=1' " +
        "-device ipmi-bmc-extern,id=ipmi0,chardev=bmc0 -device isa-ipmi-bt,bmc=ipmi0",
    },
  ])("$title", ({ addresses, options, line }) => {
    expect(shellLine(qemuFlags(addresses, { ...OPTIONS, ...options }))).toBe(line);
  });

  test.each([
    { addresses: ["fd:3"], says: "fd:3: what address a descriptor has only its opener knows; give QEMU that one" },
    { addresses: ["tcp:127.0.0.1:0"], says: "tcp:127.0.0.1:0: any port; take the one that serve's ready line names" },
    {
      addresses: ["unix:/a", "unix:/b", "unix:/c", "unix:/d", "unix:/e"],
      says:
        "unix:/e: the guest has a device for each of the other doors, and none is left for this one; give --device 5 times, " +
        "each one of isa-ipmi-bt, isa-ipmi-kcs, pci-ipmi-bt, pci-ipmi-kcs, smbus-ipmi, or --listen for each door that you want",
    },
    {
      addresses: ["unix:/a,interface=ssif", "unix:/b,interface=ssif"],
      says: expect.stringContaining("unix:/b,interface=ssif: the guest has a device for each of the other doors"),
    },
  ])("none for $addresses", ({ addresses, says }) => {
    expect(() => qemuFlags(addresses, OPTIONS)).toThrow(expect.objectContaining({ name: "UsageError", message: says }));
  });

  test.each<readonly [FlagOptions["systemInterface"], readonly string[], readonly string[]]>([
    ["bt", ["a", "b", "c", "d"], ["isa-ipmi-bt", "isa-ipmi-kcs", "pci-ipmi-bt", "pci-ipmi-kcs"]],
    ["ssif", ["a", "b", "c"], ["smbus-ipmi", "isa-ipmi-kcs", "pci-ipmi-kcs"]],
    ["bt", ["a,interface=kcs", "b,interface=kcs", "c"], ["isa-ipmi-kcs", "pci-ipmi-kcs", "isa-ipmi-bt"]],
    ["kcs", ["a,interface=bt", "b", "c,interface=kcs"], ["isa-ipmi-bt", "pci-ipmi-kcs", "isa-ipmi-kcs"]],
  ])("a device of its own for each door of a %s machine: %j", (systemInterface, doors, devices) => {
    const flags = qemuFlags(
      doors.map((door) => `unix:/${door}`),
      { ...OPTIONS, systemInterface },
    );
    const found = flags.flatMap((flag) => /^(?!ipmi-bmc-extern)(.*),bmc=/.exec(flag)?.[1] ?? []);
    expect(found).toEqual(devices);
  });
});

test("served addresses take the interfaces that their doors name", () => {
  const served = ["tcp:127.0.0.1:40123", "unix:/run/b.sock"];
  expect(withInterfaces(served, ["tcp:0", "unix:b.sock,interface=ssif"])).toEqual([
    "tcp:127.0.0.1:40123",
    "unix:/run/b.sock,interface=ssif",
  ]);
});

describe("the binary's own spelling", () => {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-qemu-"));
  afterAll(() => rmSync(directory, { recursive: true }));

  /** A program that prints this for -chardev socket,help and ends as QEMU 7.2 does. */
  function qemuThatSays(name: string, help: string): string {
    const path = join(directory, name);
    writeFileSync(path, `#!/bin/sh\n[ "$*" = "-chardev socket,help" ] || exit 99\nprintf '${help}'\nexit 1\n`);
    chmodSync(path, 0o755);
    return path;
  }

  const old = qemuThatSays("old", "chardev options:\\n  path=<str>\\n  reconnect=<num>\\n");
  const both = qemuThatSays("both", "chardev options:\\n  reconnect=<num>\\n  reconnect-ms=<num>\\n");
  const neither = qemuThatSays("neither", "chardev options:\\n  path=<str>\\n");
  const listen = ["--listen", "tcp:127.0.0.1:9002"];

  test.each([
    { qemu: old, reconnect: "reconnect=1" },
    { qemu: both, reconnect: "reconnect-ms=1000" },
  ])("$reconnect", async ({ qemu, reconnect }) => {
    const { code, stdout } = await runCli(["qemu-args", "--json", "--qemu", qemu, ...listen]);
    const flags: unknown = JSON.parse(stdout);
    expect({ code, flags }).toEqual({
      code: 0,
      flags: [
        "-chardev",
        `socket,id=bmc0,host=127.0.0.1,port=9002,${reconnect}`,
        "-device",
        "ipmi-bmc-extern,id=ipmi0,chardev=bmc0",
        "-device",
        "isa-ipmi-bt,bmc=ipmi0",
      ],
    });
  });

  test.each([
    {
      title: "knows no spelling: no flags that would crash it",
      args: ["--qemu", neither],
      says:
        `extern-bmc: ${neither}: is this QEMU? -chardev socket,help lists no reconnect; ` +
        "say where QEMU is with --qemu PATH\n",
    },
    {
      title: "is not there",
      args: ["--qemu", join(directory, "none")],
      says: `extern-bmc: ${join(directory, "none")}: there is no such program; say where QEMU is with --qemu PATH\n`,
    },
    {
      title: "is a directory",
      args: ["--qemu", directory],
      says: `extern-bmc: ${directory}: not a program that may be run; say where QEMU is with --qemu PATH\n`,
    },
    {
      title: "has no such device",
      args: ["--qemu", old, "--device", "isa-ipmi"],
      says:
        'extern-bmc: --device is "isa-ipmi"; expected one of ' +
        "isa-ipmi-bt, isa-ipmi-kcs, pci-ipmi-bt, pci-ipmi-kcs, smbus-ipmi\n",
    },
  ])("$title", async ({ args, says }) => {
    expect(await runCli(["qemu-args", ...args, ...listen])).toEqual({ code: 2, stdout: "", stderr: says });
  });
});
