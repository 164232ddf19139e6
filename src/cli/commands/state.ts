/** `state`: what a daemon that does not run at the moment has kept. */
import { readFileSync, writeFileSync } from "node:fs";
import type { Command } from "commander";
import { UsageError } from "../../service/errors.ts";
import { PARTS } from "../../store/parts/index.ts";
import { exportState, importState } from "../../store/portable.ts";
import { nearest } from "../../text/suggest.ts";
import { addStateOptions, type StateOptions, withState } from "../options/state-options.ts";
import { stateInWords, withoutSecrets } from "../output/state-text.ts";

const HELP = `
State is what IPMI calls non-volatile; docs/state.md tells what that is, and how it meets a changed configuration. The
directory is that of --state, of state.directory in the configuration, or of EXTERN_BMC_STATE_DIRECTORY. A daemon that
runs has it to itself: stop it first.

An export has the passwords of users in it. What is imported takes the place of all that was there.

Examples:
  extern-bmc state show --state ./state
  extern-bmc state export --state ./state --machine vm07 > vm07.json
  extern-bmc state import --state ./state --machine vm08 vm07.json
  extern-bmc state reset --state ./state --only sel --only sdr`;

export function addState(program: Command): void {
  const state = program
    .command("state")
    .description("show, export, import or reset what is kept")
    .addHelpText("after", HELP);
  addStateOptions(state.command("show").description("print what is kept, without passwords"))
    .option("--json", "as JSON")
    .action(async (options: StateOptions & { readonly json?: true }) => {
      const shown = await withState(options, ({ rows, machine }) => withoutSecrets(exportState(rows, machine)));
      process.stdout.write(`${options.json ? JSON.stringify(shown, undefined, 2) : stateInWords(shown)}\n`);
    });
  addStateOptions(state.command("export").description("print all of it as JSON, to keep or to import elsewhere"))
    .option("-o, --output <file>", "write it to this file, which is for its owner alone")
    .action(async ({ output, ...options }: StateOptions & { readonly output?: string }) => {
      const text = await withState(
        options,
        ({ rows, machine }) => `${JSON.stringify(exportState(rows, machine), undefined, 2)}\n`,
      );
      if (output === undefined) process.stdout.write(text);
      else writeFileSync(output, text, { mode: 0o600 });
    });
  addStateOptions(state.command("import").description("make an export the state"))
    .argument("<file>", "what export wrote; - is standard input")
    .action(async (file: string, options: StateOptions) => {
      const value = parsed(file);
      await withState(options, ({ rows }) => importState(rows, value), { isNew: true });
    });
  addStateOptions(state.command("reset").description("forget what is kept: the next start is as configured"))
    .option("--only <part>", "this part only, as show names it; repeatable", (part, parts: string[] = []) => [
      ...parts,
      part,
    ])
    .action(({ only, ...options }: StateOptions & { readonly only?: readonly string[] }) => reset(options, only));
}

async function reset(options: StateOptions, only: readonly string[] | undefined): Promise<void> {
  const names = PARTS.map(({ name }) => name);
  const unknown = only?.find((part) => !names.includes(part));
  if (unknown !== undefined) {
    const meant = nearest(unknown, names);
    throw new UsageError(
      `--only is ${unknown}; ${meant ? `did you mean ${meant}?` : `expected one of ${names.join(", ")}`}`,
    );
  }
  // §17.4.1: what was processed is forgotten with the SEL whose records it names.
  const parts = only?.includes("sel") ? [...only, "pefProcessed"] : only;
  await withState(options, ({ rows }) => {
    rows.transaction(() => {
      if (parts) for (const part of parts) rows.deletePart(part);
      else rows.clear();
    });
  });
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === "-" ? 0 : file, "utf8"));
  } catch (error) {
    throw new UsageError(`${file} cannot be imported: ${error instanceof Error ? error.message : String(error)}`);
  }
}
