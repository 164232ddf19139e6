/**
 * Capabilities of a QEMU binary. The binary itself tells them: versions do not, because distributions leave parts out.
 */
import { execFile } from "node:child_process";
import { LabError } from "../lab-error.ts";
import { missingProgram } from "./missing-program.ts";

export interface QemuBinary {
  readonly path: string;
  /** The first line of --version. */
  readonly version: string;
  /** Whether the binary has `-accel qtest`. Debian's does not. */
  readonly qtestAccelerator: boolean;
  /** Option that makes a client socket chardev reconnect after 1 s. QEMU 10.2 removed `reconnect=`. */
  readonly reconnect: "reconnect=1" | "reconnect-ms=1000";
}

/** Time limit for each question to the binary. */
const ASK_TIMEOUT_MS = 10_000;

/** Asks a binary for its capabilities. Rejects with `LabError` "start" if it does not exist or is not QEMU. */
export async function askQemu(path: string): Promise<QemuBinary> {
  const version = await runQemu(path, ["--version"]);
  if (!version.output.startsWith("QEMU emulator version")) {
    const said = version.output.split("\n", 1).join("").trim();
    throw new LabError("start", `${path} is not a QEMU system emulator: --version printed "${said}"`);
  }
  // QEMU 7.2 exits with 1 after this help. No version lists the qtest accelerator in the help of -accel.
  const { output: chardevHelp } = await runQemu(path, ["-chardev", "socket,help"]);
  const probe = await runQemu(
    path,
    ["-accel", "qtest", "-machine", "none", "-nodefaults", "-display", "none", "-qmp", "stdio"],
    '{"execute": "qmp_capabilities"}\n{"execute": "quit"}\n',
  );
  return {
    path,
    version: version.output.split("\n")[0] ?? "",
    qtestAccelerator: probe.succeeded,
    reconnect: chardevHelp.includes("reconnect-ms=") ? "reconnect-ms=1000" : "reconnect=1",
  };
}

const NOT_EXECUTABLE = "it is not a program that may be run";

/** @param error of spawn() */
function reasonOf(path: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return missingProgram(path);
  return code === "EACCES" ? NOT_EXECUTABLE : message;
}

interface Run {
  readonly succeeded: boolean;
  /** Standard output, then standard error. */
  readonly output: string;
}

/** Runs the binary to its end, 10 s at most. */
export function runQemu(path: string, args: readonly string[], input = ""): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = execFile(path, args, { timeout: ASK_TIMEOUT_MS, killSignal: "SIGKILL" }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code === "string") {
        reject(new LabError("start", `cannot run ${path}: ${reasonOf(path, { ...error, code: error.code })}`));
      } else {
        resolve({ succeeded: error === null, output: stdout + stderr });
      }
    });
    // A binary that refuses its flags exits before it reads.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}
