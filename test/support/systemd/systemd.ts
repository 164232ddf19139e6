/**
 * A systemd of the test's own, as process 1 of namespaces, which does not touch the machine: it knows only the given
 * units, and has /run, /var/lib and /usr/local/bin of its own. Only root can start one.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { runShell, type ShellResult } from "../pages/shell.ts";
import { needMountPoint } from "../setup/mount-point.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

/** The unit that every unit waits for by default, and the one that wants them. */
const TARGETS = ["sysinit", "basic", "sockets", "shutdown", "multi-user"];

const START_TIMEOUT_MS = 300_000;
const POLL_INTERVAL_MS = 100;

/** Where the repository and its Node are in there. */
const COMMAND = '#!/bin/sh\nexec /opt/node /opt/extern-bmc/bin/extern-bmc.js "$@"\n';

interface SystemdOptions {
  /** Units by name: "vm0.service". */
  readonly units: Readonly<Record<string, string>>;
  /** Made as system users, with groups. */
  readonly users: readonly string[];
  /** Files of /etc/default. */
  readonly defaults?: Readonly<Record<string, string>>;
}

export class Systemd implements AsyncDisposable {
  readonly #directory: string;
  readonly #pid: number;
  readonly #stop: () => Promise<void>;

  private constructor(directory: string, pid: number, stop: () => Promise<void>) {
    this.#directory = directory;
    this.#pid = pid;
    this.#stop = stop;
  }

  /** Resolves when systemd accepts commands. */
  static async start(options: SystemdOptions): Promise<Systemd> {
    needMountPoint();
    const directory = mkdtempSync(join(tmpdir(), "extern-bmc-systemd-"));
    writeFiles(directory, options);
    const scripts = ["outer.sh", "inner.sh"].map((name) => join(import.meta.dirname, name));
    const child = spawn("unshare", ["--mount", "sh", ...scripts, directory], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "exit");
    const stop = async () => {
      child.kill("SIGTERM");
      await ended;
      rmSync(directory, { recursive: true, force: true });
    };
    const lines: string[] = [];
    const output = createInterface(child.stdout).on("line", (line) => lines.push(line));
    await Promise.race([once(output, "line"), ended]);
    const systemd = new Systemd(directory, Number(lines[0]), stop);
    const deadlineMs = performance.now() + START_TIMEOUT_MS;
    while ((await systemd.run("systemctl is-system-running")).code !== 0) {
      if (performance.now() < deadlineMs && child.exitCode === null) await sleep(POLL_INTERVAL_MS);
      else return stop().then(() => Promise.reject(new Error(`systemd is not running:\n${lines.join("\n")}`)));
    }
    return systemd;
  }

  /** A shell in its namespaces. */
  run(command: string): Promise<ShellResult> {
    const enter = `nsenter --target ${this.#pid} --mount --pid --cgroup sh -c "$COMMAND"`;
    return runShell(enter, { cwd: "/", env: { COMMAND: command } });
  }

  /** Properties of a unit, as `systemctl show` has them. */
  async show(unit: string, ...names: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const { output } = await this.run(`systemctl show -p ${names.join(",")} ${unit}`);
    const properties = output.trim().split("\n");
    return Object.fromEntries(properties.map((line) => line.split(/=(.*)/).slice(0, 2)));
  }

  /** Writes a unit, or more of one ("vm0.service.d/more.conf"), and has it read. */
  async write(name: string, text: string): Promise<void> {
    const file = join(this.#directory, "units", name);
    mkdirSync(resolve(file, ".."), { recursive: true });
    writeFileSync(file, text);
    await this.run("systemctl daemon-reload");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stop();
  }
}

function writeFiles(directory: string, { units, users, defaults = {} }: SystemdOptions): void {
  for (const name of ["bin", "units", "default"]) mkdirSync(join(directory, name));
  chmodSync(directory, 0o755);
  const write = (name: string, text: string, mode = 0o644) => writeFileSync(join(directory, name), text, { mode });
  const stubs = TARGETS.map((target) => [`${target}.target`, `[Unit]\nDescription=${target}\n`] as const);
  for (const [name, text] of [...stubs, ...Object.entries(units)]) write(`units/${name}`, text);
  for (const [name, text] of Object.entries(defaults)) write(`default/${name}`, text);
  write("bin/extern-bmc", COMMAND, 0o755);
  const ids = users.map((name, index) => ({ name, id: 64_000 + index }));
  const passwd = ids.map(({ name, id }) => `${name}:x:${id}:${id}::/:/usr/sbin/nologin\n`);
  write("passwd", readFileSync("/etc/passwd", "utf8") + passwd.join(""));
  write("group", readFileSync("/etc/group", "utf8") + ids.map(({ name, id }) => `${name}:x:${id}:\n`).join(""));
  symlinkSync(process.execPath, join(directory, "node"));
  symlinkSync(ROOT, join(directory, "package"));
}
