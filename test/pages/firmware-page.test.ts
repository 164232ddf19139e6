/** docs/firmware.md as its readers follow it: coreboot's line with a ROM of ours, OVMF and what its shell reads, a fault, the lab. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { firmwareImage } from "../../src/lab/firmware/image.ts";
import { encodeProgram } from "../../src/lab/firmware/program.ts";
import { freePort } from "../support/doors/free-port.ts";
import { pass, request, wait } from "../support/lab/guest-steps.ts";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { openPageShell, type PageShell } from "../support/pages/page-shell.ts";

const page = readPage("firmware.md");
const [coreboot = "", ovmf = "", fault = "", lab = ""] = blocksOf(page, "sh");
const [startup = ""] = blocksOf(page, "nsh");
const [, read = ""] = blocksOf(page, "text");

let shell: PageShell;
beforeAll(() => {
  shell = openPageShell();
});
afterAll(() => shell?.close());

/** Output of the shell's mm. */
const numbersOf = (output: string) => [...output.matchAll(/^(0x[0-9A-F]{2})\r?$/gm)].map(([, number]) => number);

const bootWith = (script: string, commands: string) => {
  shell.write("esp/startup.nsh", commands.replaceAll("\n", "\r\n"));
  return shell.run(script);
};

test("coreboot's QEMU line", async () => {
  // coreboot's part. Again and again, as QEMU may be connected only after the first requests.
  const asks = [pass(1000), { ...request(), cmd: 0x04 }, wait(4500), request(), wait(4500)];
  const rom = firmwareImage(encodeProgram(Array.from({ length: 30 }, () => asks).flat(), "bt"));
  shell.write("build/coreboot.rom", rom);
  const output = await shell.run(coreboot.replaceAll("9002", `${await freePort()}`));
  expect(output).toContain("met   in this order: Get Self Test Results, Get Device ID");
});

test("OVMF's shell sends Get Device ID, and the BMC gets no other request", async () => {
  const output = await bootWith(ovmf, startup);
  expect(numbersOf(output)).toEqual(read.trim().split("\n"));
  expect([...output.matchAll(/^\S{12} (.*) → /gm)].map(([, request]) => request)).toEqual(["Get Device ID"]);
});

test("on KCS OVMF asks nothing", async () => {
  const script = ovmf.replace("isa-ipmi-bt", "isa-ipmi-kcs").replace("{ seen: Get Device ID }", "{ discarded: 0 }");
  const output = await bootWith(script, "reset -s\n");
  expect(output).toContain("can do: power");
  expect(output).not.toMatch(/ → /);
});

test("with the fault the interface is busy", async () => {
  const output = await bootWith(fault, startup);
  expect(numbersOf(output)[0]).toBe("0x80");
  expect(output).toMatch(/^wrong-id\b.*\b1\b/m);
});

test("the lab", async () => {
  const output = await shell.run(lab);
  expect(output).toMatch(/^ok {3}smm-poll-wrong-id +hang$/m);
  expect(output).toMatch(/^ {2}bt: strict$/m);
});
