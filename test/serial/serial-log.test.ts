import { readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it, vi } from "vitest";
import { SerialLog } from "../../src/serial/serial-log.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { connectedPort, turn } from "../support/serial/guest-line.ts";

const ROTATION = { maxBytes: 2 ** 20, keep: 2 };

it("has everything that the guest printed, in order, in files of the given size", async () => {
  const file = join(temporaryDirectory(), "console.log");
  const { port, guest } = connectedPort();
  guest.print("before ");
  await turn();
  const log = new SerialLog({ log: file, maxBytes: 8192, keep: 3 }, () => {});
  await log.open(port);
  for (let i = 0; i < 5; i++) {
    guest.print(`${i}`.repeat(4096));
    await turn();
  }
  await log.close();
  const text = [".2", ".1", ""].map((suffix) => readFileSync(`${file}${suffix}`, "latin1")).join("");
  expect(text).toBe(`before ${[0, 1, 2, 3, 4].map((i) => `${i}`.repeat(4096)).join("")}`);
  expect(readFileSync(`${file}.1`).length).toBeLessThanOrEqual(8192);
});

it("names the file that cannot be created", async () => {
  const file = join(temporaryDirectory(), "none", "console.log");
  const { port } = connectedPort();
  await expect(new SerialLog({ log: file, ...ROTATION }, () => {}).open(port)).rejects.toThrow(
    `cannot log the serial port to ${file}: the directory ${dirname(file)} does not exist; make it first`,
  );
});

it("ends with a warning when the file was removed, and the port goes on", async () => {
  const file = join(temporaryDirectory(), "console.log");
  const { port, guest } = connectedPort();
  const warn = vi.fn();
  const log = new SerialLog({ log: file, ...ROTATION }, warn);
  await log.open(port);
  rmSync(file);
  guest.print("x");
  await vi.waitFor(() => expect(warn).toHaveBeenCalledWith(expect.stringContaining("ends here"), expect.anything()));
  guest.print("y");
  await turn();
  expect(port.counts.received).toBe(2);
  await log.close();
});
