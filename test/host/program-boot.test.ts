/** A program with ipmi_sim's contract chooses the device that the machine boots from. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { chassisProgram } from "../../src/host/chassis-program.ts";
import { ProgramBoot } from "../../src/host/program-boot.ts";
import { ProgramMeans } from "../../src/host/program-means.ts";
import { temporaryDirectory } from "../support/doors/door.ts";
import { ask, machine } from "../support/machine/machine.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const RESET = "00 02 03";
const flags = (options: string, device: string) => `00 08 05 ${options} ${device} 00 00 00`;

/** A machine whose program writes down how it is called, and fails for boot devices if it must. */
function programmed({ knowsBoot = true } = {}) {
  const directory = temporaryDirectory();
  const [log, script] = [join(directory, "log"), join(directory, "chassis.sh")];
  writeFileSync(log, "");
  writeFileSync(script, `echo "$*" >> ${log}\n[ "$2" != boot ] || ${knowsBoot}\n`);
  const programs = chassisProgram(`sh ${script}`, {});
  const bmc = machine();
  const failures: string[] = [];
  const { boot: choose } = programs;
  if (!choose) throw new Error("no program for boot devices");
  const afterActions = (then: () => void) => bmc.host.afterActions(then);
  bmc.host.bootBy(new ProgramBoot({ choose, afterActions, failed: ({ message }) => failures.push(message) }));
  bmc.host.prefer(new ProgramMeans(programs, () => 0));
  const calls = () => readFileSync(log, "utf8").split("\n").filter(Boolean);
  return { bmc, calls, failures };
}

it.each([
  ["network", "04", "pxe"],
  ["disk", "08", "default"],
  ["CD", "14", "cdrom"],
])("once: says the %s before the restart, and none before the next", async (_title, device, word) => {
  const { bmc, calls } = programmed();
  ask(bmc, flags("80", device));
  for (let n = 0; n < 3; n++) {
    ask(bmc, RESET);
    await bmc.host.settled();
  }
  expect(calls()).toEqual([`set boot ${word}`, "set reset 1", "set boot none", "set reset 1", "set reset 1"]);
});

it("says lasting devices at once", async () => {
  const { bmc, calls } = programmed();
  ask(bmc, flags("c0", "04"));
  await vi.waitFor(() => expect(calls()).toEqual(["set boot pxe"]), PATIENCE);
  ask(bmc, RESET);
  await bmc.host.settled();
  expect(calls()).toEqual(["set boot pxe", "set reset 1"]);
});

it("says none after a restart that uses up a held device, not while it is under way", async () => {
  const bmc = machine();
  const said: string[] = [];
  const [boot, reset] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const choose = (device: string | undefined) => {
    said.push(device ?? "none");
    return boot.promise;
  };
  const afterActions = (then: () => void) => bmc.host.afterActions(then);
  bmc.host.bootBy(new ProgramBoot({ choose, afterActions, failed() {} }));
  const perform = (action: string) => {
    said.push(action);
    return reset.promise;
  };
  bmc.host.prefer({ name: "test", canPowerOn: true, perform, refusal: () => undefined });
  const { bootOptions } = bmc.bmc.chassis;
  const { flags } = bootOptions.values;
  bootOptions.override({
    ...flags,
    options: { ...flags.options, valid: true },
    device: { ...flags.device, selector: 1 },
  });
  ask(bmc, RESET);
  boot.resolve();
  await vi.waitFor(() => expect(said).toEqual(["network", "reset"]), PATIENCE);
  reset.resolve();
  await vi.waitFor(() => expect(said).toEqual(["network", "reset", "none"]), PATIENCE);
});

it("restarts the machine although the program knows no boot devices", async () => {
  const { bmc, calls, failures } = programmed({ knowsBoot: false });
  ask(bmc, flags("80", "04"));
  ask(bmc, RESET);
  await bmc.host.settled();
  expect([calls(), failures]).toEqual([["set boot pxe", "set reset 1"], [expect.stringContaining('set boot "pxe"')]]);
});
