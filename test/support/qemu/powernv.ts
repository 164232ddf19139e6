/** QEMU's powernv machine, whose firmware is skiboot, with a daemon as its BMC. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Control, connect } from "../../../src/control/client.ts";
import { withParentDeathSignal } from "../../../src/os/parent-death-signal.ts";
import { hexDigits } from "../../../src/text/hex.ts";
import { startTestDaemon } from "../daemon/daemon.ts";
import { temporaryDirectory } from "../doors/door.ts";

/** A kernel of one PowerPC instruction, a branch to itself. */
export function endlessPayload(): Uint8Array {
  const image = Buffer.alloc(4096);
  image.writeUInt32BE(0x4800_0000);
  return image;
}

export interface PowerNv {
  readonly control: Control;
  /** The answers so far: netFn, cmd, first data byte of the request, completion code, as "3a 5a 09 00". */
  answers(): Promise<readonly string[]>;
  /** Skiboot's console so far. */
  console(): string;
  /** How QEMU ended. */
  readonly exit: Promise<number | string>;
}

/** Starts a daemon with this configuration, and QEMU with these further flags. Both end with the test. */
export async function startPowerNv(
  config: object,
  flags: readonly string[] = [],
  machine = "powernv9",
): Promise<PowerNv> {
  const directory = temporaryDirectory();
  const payload = join(directory, "payload");
  writeFileSync(payload, endlessPayload());
  const socket = join(directory, "bmc.sock");
  const daemon = await startTestDaemon({ config: JSON.stringify({ ...config, listen: [`unix:${socket}`] }) });
  onTestFinished(() => void daemon.kill());
  const control = await connect(daemon.control);
  onTestFinished(() => control.close());
  const answers = async () => {
    const { events } = await control.call("history");
    return events.filter(({ kind }) => kind === "exchange").map(described);
  };
  const qemu = spawn(
    ...withParentDeathSignal("KILL", "qemu-system-ppc64", [
      ...["-machine", machine, "-m", "2G", "-nodefaults", "-display", "none", "-serial", "stdio", "-no-reboot"],
      ...["-chardev", `socket,id=bmc0,path=${socket},reconnect=1`],
      ...["-device", "ipmi-bmc-extern,id=ipmi0,chardev=bmc0", "-device", "isa-ipmi-bt,bmc=ipmi0"],
      ...["-kernel", payload, ...flags],
    ]),
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(() => void qemu.kill("SIGKILL"));
  let text = "";
  qemu.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  const exit = new Promise<number | string>((resolve, reject) => {
    qemu.once("error", reject);
    qemu.once("exit", (code, signal) => resolve(code ?? String(signal)));
  });
  exit.catch(() => {});
  return { control, answers, console: () => text, exit };
}

function described({ netFn, cmd, request, completionCode }: Readonly<Record<string, unknown>>): string {
  const [first] = Buffer.from(String(request), "hex");
  return [netFn, cmd, first, completionCode]
    .map((byte) => (byte === undefined ? "--" : hexDigits(Number(byte))))
    .join(" ");
}
