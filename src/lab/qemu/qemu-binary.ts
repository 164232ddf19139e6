/** What a QEMU binary can do, learnt by asking it; versions lie (distributions leave parts out), the binary does not. */
import { execFile } from "node:child_process";
import { LabError } from "../lab-error.ts";

export interface QemuBinary {
  readonly path: string;
  /** The first line of --version. */
  readonly version: string;
  /** Whether `-accel qtest` starts. Debian's binary comes without. */
  readonly qtestAccelerator: boolean;
  /** How a socket chardev that is a client is told to try again after 1 s: `reconnect=` left QEMU in 10.2. */
  readonly reconnect: "reconnect=1" | "reconnect-ms=1000";
}

/** A binary that takes longer to say what it is has gone astray. */
const ASK_TIMEOUT_MS = 10_000;

/** Rejects with `LabError` "start" when there is no such program, or it is no QEMU. */
export async function askQemu(path: string): Promise<QemuBinary> {
  const version = await run(path, ["--version"]);
  if (!version.output.startsWith("QEMU emulator version")) {
    const said = version.output.split("\n", 1).join("").trim();
    throw new LabError("start", `${path} is no QEMU system emulator: --version gave "${said}"`);
  }
  // 7.2 exits with 1 after this help, and no version lists the qtest accelerator in the help of -accel.
  const { output: chardevHelp } = await run(path, ["-chardev", "socket,help"]);
  const probe = await run(
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

const CANNOT_RUN: Readonly<Record<string, string>> = {
  ENOENT: "there is no such program",
  EACCES: "it is not a program that may be run",
};

interface Run {
  readonly succeeded: boolean;
  /** stdout, then stderr. */
  readonly output: string;
}

function run(path: string, args: readonly string[], input = ""): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = execFile(path, args, { timeout: ASK_TIMEOUT_MS, killSignal: "SIGKILL" }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code === "string") {
        reject(new LabError("start", `cannot run ${path}: ${CANNOT_RUN[error.code] ?? error.message}`));
      } else {
        resolve({ succeeded: error === null, output: stdout + stderr });
      }
    });
    // A binary that refuses its flags is gone before it reads.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}
