/** `lab list` and `lab show`, and the scenarios that the command line names. */
import { join } from "node:path";
import type { Command } from "commander";
import { hostsOf } from "../../lab/run.ts";
import { loadScenario, loadScenarios, type Scenario } from "../../lab/scenario.ts";
import { readRegularFile } from "../../os/regular-file.ts";
import { packageFile } from "../../package-files.ts";
import { UsageError } from "../../service/errors.ts";
import { columns } from "../../text/columns.ts";
import { screenWidth } from "../output/screen.ts";
import { unknownName } from "../output/unknown-name.ts";
import { isFileName } from "./lab-file-name.ts";

const SCENARIOS = packageFile("config/scenarios/");

export function addLabScenarios(lab: Command): void {
  lab.command("list").description("list the scenarios").option("--json", "print JSON").action(list);
  lab.command("show").description("print a scenario").argument("<name>", "name or file of the scenario").action(show);
}

/** Scenarios by name or file; all of the package where none is named. */
export function scenariosNamed(names: readonly string[] | undefined): readonly Scenario[] {
  return names?.map(scenarioNamed) ?? loadScenarios(SCENARIOS);
}

function scenarioNamed(name: string): Scenario {
  if (isFileName(name)) return loadScenario(name);
  const known = loadScenarios(SCENARIOS);
  const found = known.find((scenario) => scenario.name === name);
  if (found) return found;
  const names = known.map((each) => each.name);
  throw new UsageError(unknownName("scenario", name, names, "extern-bmc lab list"));
}

function list({ json: asJson }: { json?: true }): void {
  const scenarios = loadScenarios(SCENARIOS).map((scenario) => ({
    name: scenario.name,
    interfaces: scenario.interfaces,
    hosts: hostsOf(scenario),
    title: scenario.title,
  }));
  const rows = scenarios.map(({ name, interfaces, hosts, title }) => {
    return [name, interfaces.join(" "), hosts.join(" "), title];
  });
  process.stdout.write(`${asJson ? JSON.stringify(scenarios, undefined, 2) : columns(rows, screenWidth())}\n`);
}

function show(name: string): void {
  scenarioNamed(name);
  process.stdout.write(readRegularFile(isFileName(name) ? name : join(SCENARIOS, `${name}.yaml`)));
}
