/** ipmitool and FreeIPMI in Linux guests, over BT and over KCS: their output, cut into parts. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestDaemon, type TestDaemon } from "../daemon/daemon.ts";
import { fields } from "./fields.ts";
import { bootGuestWithBmc } from "./guest-with-bmc.ts";
import { ipmiComplaints } from "./kernel-log.ts";
import type { LinuxGuest } from "./linux-guest.ts";

const INTERFACES = [
  { device: "isa-ipmi-bt", systemInterface: "bt" },
  { device: "isa-ipmi-kcs", systemInterface: "kcs" },
] as const;

export class Tools implements AsyncDisposable {
  #guest: LinuxGuest | undefined;

  use(guest: LinuxGuest): void {
    this.#guest = guest;
  }

  get guest(): LinuxGuest {
    if (this.#guest) return this.#guest;
    throw new Error("the guest has not booted");
  }

  /** Output of commands, one after another; each must succeed. */
  async run(...commands: readonly string[]): Promise<string> {
    const { stdout, stderr, exitCode } = await this.guest.run(commands.join(" && "));
    expect(exitCode, stdout + stderr).toBe(0);
    return stdout;
  }

  /** "name : value" lines. */
  async printed(command: string): Promise<Record<string, string>> {
    return fields(await this.run(command));
  }

  /** A table's rows, their columns cut apart. */
  async rows(command: string): Promise<string[][]> {
    const printed = (await this.run(command)).trimEnd();
    return printed === "" ? [] : printed.split("\n").map((line) => line.split("|").map((column) => column.trim()));
  }

  /** A section of FreeIPMI's bmc-config and its like: "Key   value" lines. */
  async section(tool: string, name: string, flags = ""): Promise<Record<string, string>> {
    return keys(await this.run(`${tool} --checkout ${flags} --section=${name}`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#guest?.[Symbol.asyncDispose]();
  }
}

/** Fields of a FreeIPMI configuration file, without those that are commented out. */
export function keys(checkout: string): Record<string, string> {
  const found = [...checkout.matchAll(/^\t(?!## )(\S+)[ \t]*(.*?)[ \t]*$/gm)];
  return Object.fromEntries(found.map(([, key = "", value = ""]) => [key, value]));
}

/** The same tests over both, each on one guest whose state they go on from. At last the kernel complains of nothing. */
export function describeInGuests(machine: string, tests: (tools: Tools) => void): void {
  describe.each(INTERFACES)("over $systemInterface", ({ device, systemInterface }) => {
    const tools = new Tools();
    let daemon: TestDaemon | undefined;

    beforeAll(async () => {
      const config = `systemInterface: ${systemInterface}\n${machine}`;
      daemon = await startTestDaemon({ config, args: ["--listen", "tcp:127.0.0.1:0"] });
      tools.use(await bootGuestWithBmc(daemon, { device }));
    });

    afterAll(async () => {
      await tools[Symbol.asyncDispose]();
      await daemon?.stop();
    });

    tests(tools);

    test("after all that the kernel complains of nothing", async () => {
      expect(ipmiComplaints(await tools.guest.kernelLog())).toEqual([]);
    });
  });
}
