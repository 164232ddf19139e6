/** A full disk: every change of a state that is answered with success is kept, every other one is refused. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tokenOf } from "../../src/api/token.ts";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { VmExchange } from "../support/doors/vm-exchange.ts";

const ADD_EVENT = "0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 59 5b 5a";
const EVENTS_WHEN_FULL = 20_000;

/** A disk of 512 KiB, by tmpfs: room for the write-ahead log of some 40 events. */
function smallDisk(): string {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-disk-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", directory]);
  onTestFinished(() => void execFileSync("umount", ["--lazy", directory]));
  return directory;
}

/** Adds events until one is refused; gives how, and how many were added. */
async function fill(bmc: VmExchange): Promise<{ refusal: string; added: number }> {
  for (let added = 0; added < EVENTS_WHEN_FULL; added++) {
    const answer = await bmc.ask(ADD_EVENT);
    if (!answer.startsWith("00")) return { refusal: answer, added };
  }
  throw new Error(`${EVENTS_WHEN_FULL} events were taken`);
}

test("answers additions with C4h and other changes with D5h on a full disk, and goes on with room; every answer is true", async () => {
  const disk = smallDisk();
  const start = async () => {
    const config = "sel: { capacity: 65534 }\nfrus: [{ id: 0, size: 60000 }]\n";
    const daemon = await startTestDaemon({ config, args: ["--listen", "tcp:127.0.0.1:0", "--state", disk] });
    const bmc = await VmExchange.open(Number(daemon.address("tcp:").split(":").at(-1)));
    onTestFinished(() => bmc.close());
    return { daemon, bmc };
  };
  const entries = async (bmc: VmExchange) =>
    Number.parseInt((await bmc.ask("0a 40")).replace(/^00 51 (..) (..).*/, "$2$1"), 16);

  const first = await start();
  const { refusal, added } = await fill(first.bmc);
  expect(refusal).toBe("c4");
  expect(added).toBeGreaterThan(10);
  expect(await entries(first.bmc)).toBe(added);
  expect(await first.bmc.ask("0a 12 00 00 00 aa")).toBe("d5");
  expect(await first.bmc.ask("0a 11 00 00 00 01")).toBe("00 01 ff");
  expect(await first.bmc.ask("06 01")).toMatch(/^00/);
  expect(first.daemon.stderr()).toMatch(/change could not be stored/);
  await first.daemon.kill();

  // It starts where nothing can be written, too.
  const second = await start();
  expect(await entries(second.bmc)).toBe(added);
  expect(await second.bmc.ask("06 01")).toMatch(/^00/);

  execFileSync("mount", ["-o", "remount,size=16m", disk]);
  expect(await second.bmc.ask("0a 12 00 00 00 aa")).toBe("00 01");
  expect(await second.bmc.ask(ADD_EVENT)).toMatch(/^00/);
  await second.daemon.kill();

  const third = await start();
  expect(await entries(third.bmc)).toBe(added + 1);
  expect(await third.bmc.ask("0a 11 00 00 00 01")).toBe("00 01 aa");
  expect((await third.daemon.stop()).code).toBe(0);
});

test("a token that cannot be written leaves no file, which would stop the next start", () => {
  const disk = smallDisk();
  expect(() => writeFileSync(join(disk, "all"), Buffer.alloc(1024 * 1024))).toThrow("ENOSPC");
  expect(() => tokenOf({ tokenFile: join(disk, "token") })).toThrow("no space left on device");
  expect(readdirSync(disk)).toEqual(["all"]);
});
