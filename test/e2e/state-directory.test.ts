/** Two daemons and one state directory: the second learns who has it, and gets it once the first has ended. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startTestDaemon } from "../support/daemon/daemon.ts";

function directoryOfTest(): string {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-shared-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const start = (state: string, ...args: readonly string[]) =>
  startTestDaemon({ args: ["--listen", "tcp:127.0.0.1:0", "--state", state, ...args] });

test("a second daemon ends with code 1 and names the process that has the directory; SIGKILL frees it", async () => {
  const state = directoryOfTest();
  await using first = await start(state);
  const taken = `${state}/bmc.sqlite is in use by another daemon, process ${first.process.pid}; stop that one, or give`;
  await expect(start(state)).rejects.toThrow(`the daemon ended with 1:\nextern-bmc: ${taken}`);
  await using other = await start(state, "--name", "other");
  expect(readdirSync(state)).toContain("other.sqlite");
  await other.stop();
  await first.kill();
  await using third = await start(state);
  expect((await third.stop()).code).toBe(0);
  // A daemon that was stopped leaves none of SQLite's files beside the database, only the number of its commits.
  const files = ["bmc.sqlite", "other.sqlite"].flatMap((name) => [name, `${name}-commits`]);
  expect(readdirSync(state).toSorted()).toEqual(files);
});

test("the daemon sets a damaged file aside, names it, and serves", async () => {
  const state = directoryOfTest();
  writeFileSync(join(state, "bmc.sqlite"), "no database".repeat(1000));
  await using daemon = await start(state);
  const aside = readdirSync(state).find((name) => name.startsWith("bmc.sqlite.damaged-"));
  expect(daemon.stderr()).toContain(
    `bmc.sqlite is damaged: it is now ${join(state, aside ?? "nothing")}, and the machine`,
  );
});

test("durability none does not touch the directory", async () => {
  const state = join(directoryOfTest(), "state");
  const env = { EXTERN_BMC_STATE_DURABILITY: "none", EXTERN_BMC_STATE_DIRECTORY: state };
  await using daemon = await startTestDaemon({ args: ["--listen", "tcp:127.0.0.1:0"], env });
  expect(daemon.addresses).toHaveLength(1);
  expect(() => readdirSync(state)).toThrow("ENOENT");
});
