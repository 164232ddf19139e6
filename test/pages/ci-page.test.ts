/** docs/ci.md as its readers' CI follows it: each step of its recipes in order, in a directory that stands for a checkout. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { freePort } from "../support/doors/free-port.ts";
import { writeUnattendedGuest } from "../support/guest/unattended-guest.ts";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { runShell } from "../support/pages/shell.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const page = readPage("ci.md");
const [workflow = "", serviceWorkflow = "", pipeline = ""] = blocksOf(page, "yaml");
const [packing = "", , anyCi = "", exitCodes = ""] = blocksOf(page, "sh");

/** Steps that the page marks so. */
const CHANGES_THE_MACHINE = /^(?:sudo )?apt-get /;
const LAB_TIMEOUT_MS = 300_000;

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-ci-"));
const checkout = join(directory, "checkout");
/** npm install --global goes there, and XDG_RUNTIME_DIR is where the service's control socket is. */
const env = {
  npm_config_prefix: directory,
  npm_config_pack_destination: join(checkout, "ci"),
  // The installation asks no registry, as the page says.
  npm_config_offline: "true",
  PATH: `${join(directory, "bin")}:${process.env["PATH"]}`,
  XDG_RUNTIME_DIR: join(directory, "run"),
};

beforeAll(async () => {
  for (const name of ["bin", "checkout/ci", "run"]) mkdirSync(join(directory, name), { recursive: true, mode: 0o700 });
  writeUnattendedGuest(join(checkout, "guest"), "ipmitool mc info");
  expect(await runShell(packing, { cwd: ROOT, env })).toMatchObject({ code: 0 });
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function run(step: string, more: NodeJS.ProcessEnv = {}): Promise<string> {
  const { code, output } = await runShell(step, { cwd: checkout, env: { ...env, ...more }, timeoutMs: LAB_TIMEOUT_MS });
  expect({ code, step, output }).toEqual({ code: 0, step, output });
  return output;
}

const runnable = (step: string) => !CHANGES_THE_MACHINE.test(step);
const stepsOf = (job: { steps: readonly { run?: string }[] }): string[] =>
  job.steps.flatMap(({ run: step }) => (step === undefined ? [] : [step])).filter(runnable);
const scriptOf = (job: { before_script: readonly string[]; script: readonly string[] }): string[] =>
  [...job.before_script, ...job.script].filter(runnable);

/** The recipe with free ports in place of its own, as this machine's may be taken. */
async function onFreePorts(yaml: string): Promise<string> {
  return yaml.replaceAll("9002", `${await freePort()}`).replaceAll("9623", `${await freePort()}`);
}

/** The service as a container engine starts it: the image's configuration, and the service's variables. */
function startService(variables: Record<string, string>): Promise<TestDaemon> {
  const [, file = ""] =
    /^ENV EXTERN_BMC_CONFIG=\/opt\/extern-bmc\/(\S+)$/m.exec(readFileSync(join(ROOT, "Dockerfile"), "utf8")) ?? [];
  return startTestDaemon({ env: { EXTERN_BMC_CONFIG: join(ROOT, file), ...variables } });
}

test("the packed file has the name that the recipes install", () => {
  const [name = "", ...others] = readdirSync(join(checkout, "ci"));
  expect(others).toEqual([]);
  for (const recipe of [workflow, pipeline]) expect(recipe).toContain(`npm install --global ./ci/${name}\n`);
});

test("GitHub, in one step", async () => {
  const { guest } = parse(workflow).jobs;
  const steps = stepsOf(guest);
  expect(steps).toHaveLength(3);
  const outputs: string[] = [];
  for (const step of steps) outputs.push(await run(step));
  expect(outputs[1]).toContain("IPMI Version              : 2.0");
  expect(outputs[1]).toMatch(/met {3}Get Device ID at least once.*\nmet {3}no discarded frame/);
  const artifacts = guest.steps.at(-1).with.path.trim().split("\n");
  expect(artifacts).toHaveLength(3);
  for (const file of artifacts) expect(existsSync(join(checkout, file)), file).toBe(true);
});

test("GitHub, with a service", async () => {
  const { guest } = parse(await onFreePorts(serviceWorkflow)).jobs;
  await using service = await startService(guest.services.bmc.env);
  // The engine: "docker exec bmc" runs it, where the service's control socket is.
  const docker = join(directory, "bin/docker");
  writeFileSync(docker, '#!/bin/sh\n[ "$1 $2 $3" = "exec bmc extern-bmc" ] || exit 1\nshift 3\nexec extern-bmc "$@"\n');
  chmodSync(docker, 0o755);
  const steps = stepsOf(guest);
  expect(steps).toHaveLength(2);
  const booted = await run(steps[0] ?? "");
  expect(booted).toContain("Manufacturer ID           : 166997");
  expect(booted).toContain("Product ID                : 4660 (0x1234)");
  expect(await run(steps[1] ?? "", { EXTERN_BMC_CONTROL_SOCKET: service.control })).toMatch(
    /met {3}no discarded frame/,
  );
});

describe("GitLab", () => {
  test("in one step", async () => {
    const { guest } = parse(pipeline);
    for (const file of ["bmc.jsonl", "bmc.pcapng", "lab.xml"]) rmSync(join(checkout, file));
    const steps = scriptOf(guest);
    expect(steps).toHaveLength(3);
    for (const step of steps) await run(step);
    const { paths, reports } = guest.artifacts;
    for (const file of [...paths, reports.junit]) expect(existsSync(join(checkout, file)), file).toBe(true);
  });

  test("with a service", async () => {
    const recipe = (await onFreePorts(pipeline))
      .replaceAll("host=bmc,", "host=127.0.0.1,")
      .replaceAll("//bmc:", "//127.0.0.1:");
    const job = parse(recipe)["guest-with-service"];
    await using _service = await startService(job.services[0].variables);
    const steps = scriptOf(job);
    expect(steps).toHaveLength(3);
    for (const step of steps) await run(step);
  });
});

test("any other CI", async () => {
  rmSync(join(checkout, "bmc.jsonl"));
  const output = await run(anyCi);
  expect(output).toMatch(/^extern-bmc ready unix:\S*bmc\.sock$/m);
  expect(output).toMatch(/met {3}Get Device ID at least once\nmet {3}never/);
  expect(existsSync(join(checkout, "bmc.sock"))).toBe(false);
});

const codes = exitCodes
  .trim()
  .split("\n")
  .map((line) => ({ line, code: Number(/# (\d+)$/.exec(line)?.[1]) }));

test.each(codes)("$line", async ({ line, code }) => {
  const { output, ...result } = await runShell(line, { cwd: checkout, env });
  expect({ ...result, output }).toEqual({ code, output });
});
