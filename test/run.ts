/**
 * `npm test`: sets the machine up, runs every stage, and ends with one line: N passed, N failed, N skipped.
 * `npm test -- unit e2e` runs only those; `npm test -- --list` names them. Exit codes: 0 passed, 1 failed, 2 usage.
 */
import { isInstalled } from "./support/setup/debian-packages.ts";
import { installCommand, installMissing } from "./support/setup/install.ts";
import { planOf } from "./support/setup/plan.ts";
import { exitCodeOf, FAILED, SKIPPED, type Stage, sum, type Tally } from "./support/stages/stage.ts";
import { STAGES } from "./support/stages/stages.ts";

process.exitCode = await main(process.argv.slice(2));

async function main(names: readonly string[]): Promise<number> {
  if (names.includes("--list")) {
    for (const { name, summary } of STAGES) console.log(`${name.padEnd(10)} ${summary}`);
    return 0;
  }
  const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    console.error(`no such stage: ${unknown.join(", ")}; there are ${STAGES.map(({ name }) => name).join(", ")}`);
    return 2;
  }

  const stages = STAGES.filter(({ name }) => names.length === 0 || names.includes(name));
  const tally = await setUp(stages).then(
    () => runAll(stages),
    (error: Error) => {
      console.error(`set-up failed: ${error.message}`);
      return FAILED;
    },
  );
  console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
  return exitCodeOf(tally);
}

async function setUp(stages: readonly Stage[]): Promise<void> {
  const startedMs = performance.now();
  const packages = [...new Set(stages.flatMap(({ packages }) => packages))];
  for (const line of planOf(stages, packages)) console.log(line);
  const missing = await installMissing(packages);
  if (missing.length === 0) {
    console.log(`set-up: done in ${secondsSince(startedMs)} s`);
    return;
  }
  const waiting = stages.filter(({ packages }) => packages.some((each) => missing.includes(each)));
  console.log(`set-up: ${waiting.map(({ name }) => name).join(" and ")} cannot run before this one command has:`);
  console.log(`  ${installCommand(missing)}`);
}

async function runAll(stages: readonly Stage[]): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const [index, stage] of stages.entries()) {
    console.log(`\n[${index + 1}/${stages.length}] ${stage.name}: ${stage.summary}`);
    const startedMs = performance.now();
    const tally = await runStage(stage);
    console.log(`[${index + 1}/${stages.length}] ${stage.name}: ${verdict(tally)} in ${secondsSince(startedMs)} s`);
    tallies.push(tally);
  }
  console.log();
  return sum(tallies);
}

/** With CI=true nothing may be missing: a stage that cannot run there has failed. */
async function runStage(stage: Stage): Promise<Tally> {
  const obstacle = findObstacle(stage);
  if (obstacle === undefined) return stage.run().catch(brokenOff);
  console.log(`${stage.name} CANNOT RUN: ${obstacle}`);
  return process.env["CI"] === "true" ? FAILED : SKIPPED;
}

function brokenOff(error: Error): Tally {
  console.error(error.message);
  return FAILED;
}

function findObstacle({ name, packages, needsRoot }: Stage): string | undefined {
  const missing = packages.filter((each) => !isInstalled(each));
  if (missing.length > 0) return `it waits for ${missing.map(({ name }) => name).join(", ")} (see set-up above)`;
  if (needsRoot && process.getuid?.() !== 0) return `it has to be run as root: sudo npm test -- ${name}`;
  return undefined;
}

function secondsSince(startedMs: number): string {
  return ((performance.now() - startedMs) / 1000).toFixed(1);
}

function verdict({ passed, failed, skipped }: Tally): string {
  if (failed > 0) return `FAILED (${passed} passed, ${failed} failed)`;
  return skipped > 0 ? `passed ${passed}, SKIPPED ${skipped}` : `passed ${passed}`;
}
