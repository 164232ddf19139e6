/**
 * The model of QEMU's side against QEMU itself: the same steps on both, one after the other, and after each everything
 * that guest and BMC can see, compared. Random steps are the same for the same TEST_SEED. Nothing is exempt:
 * in tens of thousands of steps on QEMU 7.2.22, stock and patched, no difference was found that needed a name.
 */

import { describe, expect, test } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import type { PortInterface } from "../../src/lab/host.ts";
import type { Acceptance } from "../../src/lab/model/acceptance.ts";
import { askQemu } from "../../src/lab/qemu/qemu-binary.ts";
import {
  interruptSteps,
  parserSteps,
  registerSteps,
  silentSteps,
  sizedSteps,
} from "../support/lockstep/directed-steps.ts";
import { openModelSide } from "../support/lockstep/model-side.ts";
import { Lockstep } from "../support/lockstep/player.ts";
import { openQemuSide } from "../support/lockstep/qemu-side.ts";
import { randomSteps, type Step } from "../support/lockstep/step.ts";
import { patchedQemu } from "../support/qemu/patched-qemu.ts";

const SEED = Number(process.env["TEST_SEED"] || 20_260_613);
const RANDOM_STEPS = 2500;

interface Subject {
  readonly name: string;
  qemu(): string;
  readonly interface: PortInterface;
  readonly acceptance: Acceptance;
}

const debian = () => defaultQemu();
const timerKept = () => patchedQemu("TEST_QEMU_TIMER_KEPT");
const requestKept = () => patchedQemu("TEST_QEMU_TIMER_KEPT_UNESCAPED");
const resets = () => patchedQemu("TEST_QEMU_RESETS");
/** The acceptance patch is in BT alone; the cures are in the device that both interfaces share, or in both. */
const SUBJECTS: readonly Subject[] = [
  { name: "Debian's QEMU", qemu: debian, interface: "bt", acceptance: "strict" },
  { name: "Debian's QEMU", qemu: debian, interface: "kcs", acceptance: "strict" },
  { name: "patched QEMU", qemu: () => patchedQemu("TEST_QEMU_ANY"), interface: "bt", acceptance: "any" },
  { name: "patched QEMU", qemu: () => patchedQemu("TEST_QEMU_FF"), interface: "bt", acceptance: "strict-or-ff" },
  { name: "cured QEMU", qemu: timerKept, interface: "bt", acceptance: "timer-kept" },
  { name: "cured QEMU", qemu: timerKept, interface: "kcs", acceptance: "timer-kept" },
  { name: "cured QEMU", qemu: requestKept, interface: "bt", acceptance: "timer-kept-unescaped" },
  { name: "cured QEMU", qemu: requestKept, interface: "kcs", acceptance: "timer-kept-unescaped" },
  { name: "cured QEMU", qemu: resets, interface: "bt", acceptance: "resets" },
  { name: "cured QEMU", qemu: resets, interface: "kcs", acceptance: "resets" },
];

describe.each(SUBJECTS)("$interface of $name, $acceptance", (subject) => {
  test(`${RANDOM_STEPS} random steps (seed ${SEED})`, async () => {
    await inStep(subject, randomSteps(SEED, RANDOM_STEPS));
  });

  test("no answer at every message id", async () => {
    await inStep(subject, silentSteps(subject.acceptance));
  });

  test("bytes that try QEMU's parser", async () => {
    await inStep(subject, parserSteps());
  });

  test("the interrupt in every state", async () => {
    await inStep(subject, interruptSteps());
  });

  test("guests without rules", async () => {
    await inStep(subject, registerSteps(subject.interface));
  });

  test("requests and answers of every important size", async () => {
    await inStep(subject, sizedSteps(subject.interface));
  });
});

/** Number of steps in an error message; the last one is the one that differed. */
const TOLD = 12;

async function inStep({ qemu, interface: kind, acceptance }: Subject, steps: readonly Step[]): Promise<void> {
  const binary = await askQemu(qemu());
  await using real = await openQemuSide(kind, binary);
  await using model = openModelSide(kind, acceptance, binary.qtestAccelerator);
  const lockstep = new Lockstep(kind, real, model);
  const told: string[] = [];
  for (const [index, step] of steps.entries()) {
    const { bytes, ...seen } = await lockstep.play(step);
    told.push(`${index} ${JSON.stringify(step)} ${Buffer.from(bytes).toString("hex")} ${JSON.stringify(seen.real)}`);
    expect(seen.model, `the model, after these steps and QEMU's doings:\n${told.slice(-TOLD).join("\n")}`).toEqual(
      seen.real,
    );
  }
}
