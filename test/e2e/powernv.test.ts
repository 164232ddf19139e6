/**
 * QEMU's powernv machine with a BMC of ours: skiboot, its firmware, finds the flash by HIOMAP and starts its payload; and
 * it starts it without HIOMAP, later and without a flash.
 */
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { temporaryDirectory } from "../support/doors/door.ts";
import { type PowerNv, startPowerNv } from "../support/qemu/powernv.ts";

/** Skiboot takes 10 s on idle cores. */
const BOOT = { timeout: 300_000, interval: 200 };

/** Skiboot's requests after HIOMAP, in the order of its start: watchdog, SEL time, device id, ACPI power state. */
const OTHERS = ["06 24 c2 00", "06 22 -- 00", "0a 48 -- 00", "06 01 -- 00", "06 06 80 00"];

async function untilPayload({ console, exit }: PowerNv): Promise<void> {
  await Promise.race([
    vi.waitFor(() => expect(console()).toMatch(/INIT: Starting kernel at 0x[0-9a-f]+/), BOOT),
    exit.then((how) => Promise.reject(new Error(`QEMU ended with ${how}:\n${console()}`))),
  ]);
}

test.each(["powernv8", "powernv9", "powernv10"])(
  "skiboot of %s finds the flash and starts its payload",
  async (name) => {
    const machine = await startPowerNv({ extends: "powernv" }, [], name);
    await untilPayload(machine);
    const text = machine.console();
    expect(text).toContain("HIOMAP: Negotiated hiomap protocol v2");
    expect(text).toContain("HIOMAP: Block size is 4KiB");
    expect(text).toContain("HIOMAP: Flash size is 128MiB");
    // It reads QEMU's flash, which is empty, through the window.
    expect(text).toContain("FFS: Reading the flash has returned all 0xFF.");
    expect(text).not.toMatch(
      /MBOX-FLASH|Failed to init PNOR driver|HIOMAP:.*(?:fail|unexpected|unmatched)|IPMI:.*error/i,
    );
    const answers = await machine.answers();
    expect(answers.slice(0, 3)).toEqual(["3a 5a 09 00", "3a 5a 02 00", "3a 5a 03 00"]);
    expect(answers).toContain("3a 5a 04 00");
    expect(answers.filter((answer) => !answer.startsWith("3a"))).toEqual(OTHERS);
    expect(answers.filter((answer) => !answer.endsWith(" 00"))).toEqual([]);
    await machine.control.call("power.set", { action: "off" });
    expect(await machine.exit).toBe(0);
  },
);

test("a flash of another size is reported and read", async () => {
  const flash = join(temporaryDirectory(), "flash");
  writeFileSync(flash, "");
  truncateSync(flash, 64 << 20);
  const drive = ["-drive", `if=mtd,file=${flash},format=raw`];
  const machine = await startPowerNv({ extends: "powernv", oemState: { flashBlocksHigh: 0x40 } }, drive);
  await untilPayload(machine);
  expect(machine.console()).toContain("HIOMAP: Flash size is 64MiB");
  // Zeros are no partition table, and no erased flash either.
  expect(machine.console()).toContain("FLASH: No ffs info; using raw device only");
  expect(machine.console()).not.toContain("all 0xFF");
});

test("without HIOMAP skiboot has no flash, and starts its payload some seconds later", async () => {
  const machine = await startPowerNv({});
  await untilPayload(machine);
  expect(machine.console()).not.toContain("HIOMAP:");
  // Once or three times, as it comes.
  expect(machine.console()).toContain("MBOX-FLASH: Timeout waiting for BMC");
  expect(machine.console()).toContain("PLAT: Failed to init PNOR driver");
  expect(await machine.answers()).toEqual(["3a 5a 09 c1", ...OTHERS]);
});
