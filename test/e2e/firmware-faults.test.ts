// A failed run of the firmware reports the reason, not a finding, and leaves nothing behind.

import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { type FirmwareHostOptions, firmwareHost } from "../../src/lab/firmware/firmware-host.ts";
import { firmwareImage } from "../../src/lab/firmware/image.ts";
import { encodeProgram } from "../../src/lab/firmware/program.ts";
import type { GuestStep } from "../../src/lab/host.ts";
import { Control, encodeControl } from "../../src/wire/vm-control.ts";
import { hex } from "../support/bytes/hex.ts";
import { drain, pass, request, smi, wait } from "../support/lab/guest-steps.ts";
import { answerTo, ScriptedBmc } from "../support/lab/scripted-bmc.ts";

/** Where the host has its temporary files, and where a test has its own. */
let [temporary, given] = ["", ""];
beforeEach(async () => {
  [temporary, given] = await Promise.all([mkdtemp(join(tmpdir(), "extern-bmc-")), mkdtemp(join(tmpdir(), "given-"))]);
  vi.stubEnv("TMPDIR", temporary);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  const left = await readdir(temporary);
  await Promise.all([temporary, given].map((directory) => rm(directory, { recursive: true })));
  expect(left).toEqual([]);
});

async function give(content: string | Uint8Array): Promise<string> {
  const path = join(given, "file");
  await writeFile(path, content, { mode: 0o755 });
  return path;
}

const echo = () => new ScriptedBmc((asked) => answerTo(asked));

function run(steps: readonly GuestStep[], bmc = echo(), options: Partial<FirmwareHostOptions> = {}) {
  return firmwareHost({ binary: defaultQemu(), interface: "bt", ...options }).run(steps, bmc);
}

function fault(name: string, ...words: readonly string[]) {
  return expect.objectContaining({ fault: name, message: expect.stringMatching(new RegExp(words.join(".*"), "s")) });
}

describe("a run without a result", () => {
  test("ends without the program", () =>
    expect(run([drain], echo(), { binary: "/nowhere/qemu" })).rejects.toEqual(fault("start", "/nowhere/qemu ENOENT")));

  test("ends when the program is not QEMU", () =>
    expect(run([drain], echo(), { binary: "true" })).rejects.toEqual(fault("start", "exit code 0")));

  test("reports QEMU's own words when it refuses its command line", () =>
    expect(run([drain], echo(), { extraArgs: ["-device", "nonsense"] })).rejects.toEqual(
      fault("start", "exit code 1", "'nonsense' is not a valid device model name", "-machine q35"),
    ));

  test("ends a silent program when its time is over", async () => {
    const binary = await give("#!/bin/sh\nexec sleep 60\n");
    await expect(run([drain], echo(), { binary, slackMs: 300 })).rejects.toEqual(
      fault("timeout", "not done after 300 ms"),
    );
  });

  test("reports the firmware's last words when no SMI comes", async () => {
    const steps = [drain, smi(drain)];
    const image = Buffer.from(firmwareImage(encodeProgram(steps, "bt")));
    // mov eax, GBL_SMI_EN + APMC_EN
    image.fill(0, image.indexOf(hex("66 b8 21 00 00 00")) + 2, image.indexOf(hex("66 b8 21 00 00 00")) + 6);
    await expect(run(steps, echo(), { extraArgs: ["-bios", await give(image)] })).rejects.toEqual(
      fault("guest", "none came", "reported 03000000ff00010002\n"),
    );
  });

  test("reports RSM outside SMM", async () => {
    const rom = new Uint8Array(0x1_0000);
    // lidt cs:[fff8h], where zeros are; rsm
    rom.set(hex("2e 0f 01 1e f8 ff  0f aa"), 0xfff0);
    await expect(run([drain], echo(), { extraArgs: ["-bios", await give(rom)] })).rejects.toEqual(
      fault("ended", "exit code 0, guest-reset", "reported nothing"),
    );
  });

  test.each([
    ["resets", Control.Reset, "guest-reset"],
    ["powers off", Control.PowerOff, "guest-shutdown"],
  ])("a BMC that %s the machine", (_what, control, reason) =>
    expect(run([request(), wait(10_000)], new ScriptedBmc(() => encodeControl(control)))).rejects.toEqual(
      fault("ended", `exit code 0, ${reason}`, "before the firmware was done"),
    ),
  );

  test("reports an error of the BMC unchanged", () => {
    const broken = new ScriptedBmc(() => undefined);
    vi.spyOn(broken, "attach").mockImplementation(() => {
      throw new TypeError("a slip");
    });
    return expect(run([drain], broken)).rejects.toThrow(TypeError);
  });
});

describe("a BMC that hangs up", () => {
  test("answers the guest D2h, and is back a second later", async () => {
    let hangUp: (() => void) | undefined;
    const bmc = new ScriptedBmc((asked) => {
      hangUp?.();
      return hangUp === undefined ? answerTo(asked) : undefined;
    });
    const attach = bmc.attach.bind(bmc);
    vi.spyOn(bmc, "attach").mockImplementation((connection) => {
      hangUp = bmc.connections === 0 ? () => connection.stream.destroy() : undefined;
      attach(connection);
    });
    const later = Array.from({ length: 40 }, () => [pass(100), request(), wait(1000)]).flat();
    const sightings = await run([request(), wait(1000), ...later], bmc);
    const codes = sightings.flatMap(({ answer }) => answer?.[3] ?? []);
    expect(codes[0]).toBe(0xd2);
    expect(codes.at(-1)).toBe(0x00);
    expect(bmc.connections).toBe(2);
  });
});
