/** Loads the users' own modules of commands, which the configuration names. */

import module from "node:module";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { ConfigError, problemsOf } from "../config/reading/problem.ts";
import { integer, text } from "../config/values/values.ts";
import type { Command } from "../ipmi/command.ts";
import { libraryUrl } from "../package-files.ts";
import { isObject } from "../text/is-object.ts";

const layout = () =>
  z.custom(
    (value) => isObject(value) && typeof value["encode"] === "function" && typeof value["decode"] === "function",
    "a layout such as struct({ fan: u8 }) or empty",
  );

const commandShape = () =>
  z.looseObject({
    name: text("a name"),
    spec: text("a section of a specification"),
    netFn: integer(0, 0x3e).multipleOf(2, "an even number, as the netFn of a request is"),
    cmd: integer(0, 0xff),
    privilege: integer(1, 5),
    request: layout(),
    response: layout(),
  });

/**
 * Loads every command that the modules export, in the order of `files`.
 * @param files absolute, or relative to the current directory
 * @param places their places in the configuration, each with a colon after it
 * @throws ConfigError with a line for each module that cannot be loaded, exports no command, or exports a malformed one
 */
export async function loadCommandModules(
  files: readonly string[],
  places: readonly string[] = [],
): Promise<readonly Command[]> {
  const problems: string[] = [];
  const commands = new Set<Command>();
  const stop = offerLibrary();
  for (const [index, file] of files.entries()) {
    try {
      for (const command of commandsIn(await importFile(file))) commands.add(command);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const setting = `${places[index] ?? ""}modules[${index}] is ${file}`;
      problems.push(`${setting}, which ${error.message}; correct the module, or leave it out`);
    }
  }
  stop();
  if (problems.length > 0) throw new ConfigError(problems);
  return [...commands];
}

/**
 * Resolves "extern-bmc" to this very program, whatever is installed beside the module: dispatch would not recognize an
 * IpmiError of another copy. Node.js before 22.15 has no such hook, so a module gets the copy installed beside it.
 */
function offerLibrary(): () => void {
  if (!("registerHooks" in module)) return () => {};
  const url = libraryUrl();
  const hooks = module.registerHooks({
    resolve: (name, context, next) => (name === "extern-bmc" ? { url, shortCircuit: true } : next(name, context)),
  });
  return () => hooks.deregister();
}

async function importFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  const url = pathToFileURL(file).href;
  try {
    return await inTime(import(url));
  } catch (error) {
    const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
    const [line] = message.split("\n");
    const place = stack
      .split("\n")
      .find((frame) => frame.includes(`${url}:`))
      ?.replace(/^.*?(?=file:)|\)$/g, "");
    throw new Error(`cannot be loaded: ${line}${place ? ` (${place})` : ""}`);
  }
}

/** Time limit of an import: a top-level await that never ends would block adding and removing the machine. */
const LOAD_TIMEOUT_MS = 10_000;

function inTime<T>(loading: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const problem = `not done after ${LOAD_TIMEOUT_MS / 1000} s; does an await in it never end?`;
  const timer = setTimeout(() => reject(new Error(problem)), LOAD_TIMEOUT_MS);
  return Promise.race([loading, late]).finally(() => clearTimeout(timer));
}

function commandsIn(exported: Readonly<Record<string, unknown>>): readonly Command[] {
  const commands = Object.entries(exported).filter(
    ([, value]) => isObject(value) && typeof value["handle"] === "function",
  );
  if (commands.length === 0) throw new Error("exports no command, expected one that defineCommand made");
  const shape = commandShape();
  return commands.map(([name, value]) => {
    const { error } = shape.safeParse(value);
    const [problem] = problemsOf(error?.issues ?? [], value, shape);
    if (problem) throw new Error(`exports ${name}, which is not a command: its ${problem.sentence}`);
    return value as Command;
  });
}
