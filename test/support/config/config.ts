/** Configuration files that live as long as a test file's tests, and the messages about them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { ConfigError, loadConfig } from "../../../src/config/load.ts";
import type { Override } from "../../../src/config/reading/override.ts";
import type { MachineConfig } from "../../../src/config/schema/schema.ts";

export const directory = mkdtempSync(join(tmpdir(), "extern-bmc-config-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** The path of a file with this text. A second file of the same name replaces the first. */
export function fileWith(text: string, name = "bmc.yaml"): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

/** The one machine of a configuration. */
export function loadMachine(name?: string, env?: NodeJS.ProcessEnv, flags?: readonly Override[]): MachineConfig {
  const [machine] = loadConfig(name, env, flags).machines;
  if (!machine) throw new Error("a configuration without a machine");
  return machine;
}

/** The whole message, the directory left out; undefined when the configuration is good. */
export function complaint(name?: string, env?: NodeJS.ProcessEnv, flags?: readonly Override[]): string | undefined {
  try {
    loadConfig(name, env, flags);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error instanceof Error ? error.message.replaceAll(`${directory}/`, "") : undefined;
  }
}

/** Forms of an address, as the messages list them. */
export const ADDRESS_FORMS = "unix:PATH, tcp:HOST:PORT, tls:HOST:PORT, fd:N, or connect: and one of the first three";
