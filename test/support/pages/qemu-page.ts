/** docs/qemu.md taken apart, and a directory in which its lines run as they stand. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENTRY } from "../daemon/entry.ts";
import { freePort } from "../doors/free-port.ts";
import { writeUnattendedGuest } from "../guest/unattended-guest.ts";
import { blocksOf, readPage } from "./page.ts";
import { runShell } from "./shell.ts";

export const page = readPage("qemu.md");

export const blocks = blocksOf(page, "sh");
/** The block that the tables change. */
export const spelledOut = blocks.find((block) => block.includes("reconnect=1")) ?? "";

/** The port of the page's examples, which may be taken here. */
const PORT_ON_PAGE = "9002";
/** Two guests on busy cores. */
const TIMEOUT_MS = 240_000;

/**
 * The guest asks each of its BMCs who it is. A daemon that was started with it may be the later one; SSIF may hand out an
 * answer that is not the one asked for, and a driver that gets one takes the BMC for none.
 */
const ASK_EACH = `modprobe -a i2c_i801 i2c_piix4 ipmi_ssif
announced=$(ls -d /sys/bus/platform/devices/dmi-ipmi-* 2>/dev/null | wc -l)
for try in 1 2 3 4 5 6 7 8 9 10; do
  found=$(ls -d /dev/ipmi* 2>/dev/null | wc -l)
  echo "try $try: $found of $announced"
  [ -e /dev/ipmi0 ] && [ $found -ge $announced ] && break
  sleep 1; modprobe -r ipmi_si ipmi_ssif; modprobe -a ipmi_si ipmi_ssif
done
for device in /dev/ipmi*; do
  for try in 1 2 3; do ipmitool -d "\${device#/dev/ipmi}" mc info && break; done
done`;

/** The cells of the first table below a heading, its own head left out. */
export function rowsBelow(heading: string): readonly (readonly string[])[] {
  const [, section = ""] = page.split(`\n${heading}\n`);
  const [, rows = ""] = /^\|-.*\n((?:\|.*\n)+)/m.exec(section) ?? [];
  const cells = (row: string) => row.split("|").slice(1, -1);
  return rows
    .trimEnd()
    .split("\n")
    .map((row) => cells(row).map((cell) => cell.trim().replaceAll("`", "")));
}

/** How many BMCs the guests of a block are given. */
export function bmcsOf(block: string): number {
  if (!block.includes("qemu-system-")) return 0;
  const machines = /^for vm in (.*); do$/m.exec(block)?.[1]?.split(" ").length ?? 1;
  const doors = /qemu-args (.*)\)/.exec(block)?.[1]?.match(/--listen/g) ?? block.match(/,bmc=ipmi\d/g);
  return machines * (doors?.length ?? 1);
}

/** How many of them said in the console's text who they are. */
export function bmcsFound(text: string): number {
  return text.match(/^IPMI Version +: 2\.0\r?$/gm)?.length ?? 0;
}

export class QemuPage implements Disposable {
  readonly #directory = mkdtempSync(join(tmpdir(), "extern-bmc-qemu-"));
  #port = "";

  async prepare(): Promise<void> {
    this.#port = `${await freePort()}`;
    writeUnattendedGuest(this.#directory, ASK_EACH);
    for (const yaml of blocksOf(page, "yaml")) {
      writeFileSync(join(this.#directory, /^# (\S+)$/m.exec(yaml)?.[1] ?? ""), this.#onFreePort(yaml));
    }
    const command = join(this.#directory, "bin/extern-bmc");
    mkdirSync(join(this.#directory, "bin"));
    writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${ENTRY}' "$@"\n`);
    chmodSync(command, 0o755);
  }

  /** Runs the lines until every process they start has ended. Returns the terminal's and the guest consoles' output. */
  async run(script: string): Promise<string> {
    const { code, output } = await this.attempt(`${script}\nwait`);
    const text = `${output}${this.#takeLogs()}`;
    // A time-out's cause is in the guests' consoles, which the message keeps.
    if (code !== 0) throw new Error(`ended with ${code}, after ${TIMEOUT_MS / 1000} s at most:\n${script}\n\n${text}`);
    return text;
  }

  attempt(script: string): ReturnType<typeof runShell> {
    // Both say where control sockets are: wait-ready must find only this page's daemon.
    const [PATH, here] = [`${join(this.#directory, "bin")}:${process.env["PATH"]}`, this.#directory];
    const env = { PATH, XDG_RUNTIME_DIR: here, TMPDIR: here };
    return runShell(this.#onFreePort(script), { cwd: here, env, timeoutMs: TIMEOUT_MS });
  }

  [Symbol.dispose](): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #onFreePort(text: string): string {
    return text.replaceAll(PORT_ON_PAGE, this.#port);
  }

  #takeLogs(): string {
    const paths = readdirSync(this.#directory)
      .filter((name) => name.endsWith(".log"))
      .map((name) => join(this.#directory, name));
    const logs = paths.map((path) => readFileSync(path, "utf8"));
    for (const path of paths) rmSync(path);
    return logs.join("");
  }
}
