/**
 * The settings of a configuration file: those of a machine and of the daemon, plus the keys that combine files and
 * machines.
 */
import { z } from "zod";
import { group, text } from "../values/values.ts";
import { configShape } from "./machine-shape.ts";

const NAMES = "a personality, a file such as base.yaml, or a list of them";

/**
 * The shape of one file. Files are merged and machines are expanded before the schema of a machine checks the result.
 */
export const fileShape = group({
  extends: z
    .union([text(NAMES), z.array(text(NAMES))], NAMES)
    .optional()
    .describe(
      "Bases of this file: a shipped configuration by name, or a file relative to this one; or a list of " +
        "them, of which later ones override earlier ones. docs/configuration.md describes the merge.",
    )
    .meta({ examples: ["server"] }),
  ...configShape.shape,
  templates: z
    .record(z.string(), z.unknown(), "a mapping")
    .optional()
    .describe("Settings that machines share, by a name for use in a machine's extends.")
    .meta({ examples: [{ web: { extends: "server" } }] }),
  machines: z
    .array(z.unknown(), "a list")
    .optional()
    .describe(
      "Several machines in one daemon. Each has a name, overrides the settings next to machines, and may " +
        "extend a template. vm[00-99] makes a hundred machines; {name}, {index}, {number} and {9000 + " +
        "index} are replaced in each one's settings.",
    )
    .meta({ examples: [[{ name: "vm[00-99]", listen: ["unix:{name}.sock"] }]] }),
});
