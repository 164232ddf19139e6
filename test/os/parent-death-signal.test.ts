/** Programs that end with their parent: played by a shell. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test, vi } from "vitest";
import { withParentDeathSignal } from "../../src/os/parent-death-signal.ts";

const MODULE = new URL("../../src/os/parent-death-signal.ts", import.meta.url).href;
/** Starts a shell that prints its process id and its last line when it gets SIGTERM. */
const PARENT = `
import { spawn } from "node:child_process";
import { withParentDeathSignal } from ${JSON.stringify(MODULE)};
const script = 'trap "echo SIGTERM; exit" TERM; echo $$; while :; do sleep 0.05; done';
const child = spawn(...withParentDeathSignal("TERM", "sh", ["-c", script]), { stdio: "inherit" });
console.log(child.pid);`;

test("a program gets its signal when its parent is killed, and has the process id of the child", async () => {
  const parent = spawn(process.execPath, ["--input-type=module", "-e", PARENT], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface(parent.stdout)[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  expect(await next()).toBe(await next());
  parent.kill("SIGKILL");
  expect(await next()).toBe("SIGTERM");
});

test("a program ends as without it: by exit code or by signal", async () => {
  for (const [script, end] of [
    ["exit 3", [3, null]],
    ["kill -KILL $$", [null, "SIGKILL"]],
  ] as const) {
    expect(await once(spawn(...withParentDeathSignal("KILL", "sh", ["-c", script])), "exit")).toEqual(end);
  }
});

test("a program that is not there is not started, and the reason is that of the system", async () => {
  const child = spawn(...withParentDeathSignal("KILL", "/nowhere/qemu", []));
  expect(await once(child, "error")).toMatchObject([{ code: "ENOENT" }]);
});

test("without setpriv, a program starts as it is", async () => {
  vi.resetModules();
  vi.stubEnv("PATH", "/nowhere");
  const fresh = await import("../../src/os/parent-death-signal.ts");
  expect(fresh.withParentDeathSignal("KILL", "qemu", ["-S"])).toEqual(["qemu", ["-S"]]);
  vi.unstubAllEnvs();
});
