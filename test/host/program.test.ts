/** Programs that act on machines: they end in time, whatever they do. */
import { readFileSync } from "node:fs";
import { expect, it, onTestFinished, vi } from "vitest";
import { MAX_OUTPUT, MAX_SAID, PROGRAM_TIMEOUT_MS } from "../../src/host/limits.ts";
import { runProgram } from "../../src/host/program.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const shell = (line: string, timeoutMs?: number) =>
  runProgram({ file: "/bin/sh", args: ["-c", line], line, env: { GIVEN: "1" } }, timeoutMs);

it("returns what the program prints, and gives it variables", async () => {
  expect(await shell("echo power:$GIVEN; echo noise >&2")).toBe("power:1\n");
});

it("says how a program failed, with the last line that it printed", async () => {
  await expect(shell("echo first; echo No device given; exit 3")).rejects.toThrow(
    "echo first; echo No device given; exit 3: ended with exit code 3: No device given",
  );
  await expect(shell("kill -9 $$")).rejects.toThrow("kill -9 $$: was ended by SIGKILL; run it by hand");
});

it("says the beginning of a last line that is long", async () => {
  const line = "head -c 9000 /dev/zero | tr '\\0' x; exit 1";
  const said = await shell(line).catch(({ message }: Error) => message);
  expect(said).toBe(`${line}: ended with exit code 1: ${"x".repeat(MAX_SAID)}`);
});

it("says what to do about a program that does not exist", async () => {
  const missing = { file: "/nonexistent/virsh", args: [], line: "virsh list", advice: "install it" };
  await expect(runProgram(missing)).rejects.toThrow(
    "virsh list: cannot be run: spawn /nonexistent/virsh ENOENT; install it",
  );
});

it("kills a program that does not end, with the programs that it started", async () => {
  const late = shell("sleep 1000 & echo $! >&2; wait", 300);
  await expect(late).rejects.toThrow("did not end within 0.3 s and was killed; run it by hand");
});

it("gives a program 60 s", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const late = shell("sleep 1000");
  vi.advanceTimersByTime(PROGRAM_TIMEOUT_MS);
  await expect(late).rejects.toThrow("did not end within 60 s and was killed");
});

it("does not wait for a machine that the program started and that holds its output open", async () => {
  const pid = Number(await shell("sleep 1000 & echo $!"));
  process.kill(pid);
  await expect.poll(() => isSleeping(pid), PATIENCE).toBe(false);
});

it("reads a limited output", async () => {
  expect(await shell("head -c 1000000 /dev/zero | tr '\\0' x")).toHaveLength(MAX_OUTPUT);
});

it("keeps no memory of what it drops, however much a program prints", async () => {
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }, 10);
  await shell("head -c 400000000 /dev/zero").finally(() => clearInterval(look));
  expect(most).toBeLessThan(200_000_000);
});

function isSleeping(pid: number): boolean {
  try {
    return /^sleep/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
  } catch {
    return false;
  }
}
