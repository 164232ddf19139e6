/** `state`: shows, exports, imports and resets the stored state of a daemon that is not running. */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { readRegularFile, unreadable } from "../../os/regular-file.ts";
import { UsageError } from "../../service/errors.ts";
import { PARTS } from "../../store/parts/index.ts";
import { exportState, importState } from "../../store/portable.ts";
import { nearest } from "../../text/suggest.ts";
import { writeOutput } from "../options/output-file.ts";
import { addStateOptions, type StateOptions, withState } from "../options/state-options.ts";
import { stateInWords, withoutSecrets } from "../output/state-text.ts";

const HELP = `
State is everything that IPMI calls non-volatile; docs/state.md lists it, and says what happens when the configuration
changes. The directory is set by --state, by state.directory in the configuration, or by EXTERN_BMC_STATE_DIRECTORY. A
running daemon locks it: stop the daemon first.

An export contains the passwords of users. An import replaces all existing state.

Examples:
  extern-bmc state show --state ./state
  extern-bmc state export --state ./state --machine vm07 > vm07.json
  extern-bmc state import --state ./state --machine vm08 vm07.json
  extern-bmc state reset --state ./state --only sel --only sdr`;

export function addState(program: Command): void {
  const state = program
    .command("state")
    .description("show, export, import or reset the stored state")
    .addHelpText("after", HELP);
  addStateOptions(state.command("show").description("print the state, without passwords"))
    .option("--json", "as JSON")
    .action(async (options: StateOptions & { readonly json?: true }) => {
      const shown = await withState(options, ({ rows, machine }) => withoutSecrets(exportState(rows, machine)));
      process.stdout.write(`${options.json ? JSON.stringify(shown, undefined, 2) : stateInWords(shown)}\n`);
    });
  addStateOptions(state.command("export").description("print the state as JSON, to archive or to import elsewhere"))
    .option("-o, --output <file>", "write to this file, readable by its owner only")
    .action(async ({ output, ...options }: StateOptions & { readonly output?: string }) => {
      const { text, machine } = await withState(options, ({ rows, machine }) => ({
        text: `${JSON.stringify(exportState(rows, machine), undefined, 2)}\n`,
        machine,
      }));
      if (output === undefined) process.stdout.write(text);
      else {
        writeOutput(output, text, 0o600);
        report(`exported the state of ${machine} to ${output}`);
      }
    });
  addStateOptions(state.command("import").description("replace the state by an export"))
    .argument("<file>", "file that export wrote; - is standard input")
    .action(async (file: string, options: StateOptions) => {
      const value = parsed(file);
      const machine = await withState(
        options,
        ({ rows, machine }) => {
          importState(rows, value);
          return machine;
        },
        { isNew: true },
      );
      report(`imported ${file} as the state of ${machine}`);
    });
  addStateOptions(state.command("reset").description("delete the state: the next start is as configured"))
    .option("--only <part>", "only this part, by its name in show; repeatable", (part, parts: string[] = []) => [
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
  // §17.4.1: the last processed event goes with the SEL, whose record IDs it names.
  const parts = only?.includes("sel") ? [...only, "pefProcessed"] : only;
  const machine = await withState(options, ({ rows, machine }) => {
    rows.transaction(() => {
      if (parts) for (const part of parts) rows.deletePart(part);
      else rows.clear();
    });
    return machine;
  });
  report(`deleted ${only ? only.join(", ") : "the state"} of ${machine}; the next start is as configured`);
}

/** On standard error: standard output is for data. */
function report(line: string): void {
  process.stderr.write(`${line}\n`);
}

function parsed(file: string): unknown {
  const text = textOf(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : error;
    throw new UsageError(`${file} is not JSON: ${message}; expected a file that extern-bmc state export wrote`);
  }
}

function textOf(file: string): string {
  try {
    return file === "-" ? readFileSync(0, "utf8") : readRegularFile(file).toString("utf8");
  } catch (error) {
    throw new UsageError(`${file}: ${unreadable(error)}`);
  }
}
