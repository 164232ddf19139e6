/** What a configuration file may say: the settings of a machine and the daemon, and how files and machines are made of them. */
import { z } from "zod";
import { group, text } from "../values/values.ts";
import { configShape } from "./machine-shape.ts";

const NAMES = "a personality, a file such as base.yaml, or a list of them";

/** Bases are merged, and machines made, before the schema of a machine looks at what they come to. */
export const fileShape = group({
  extends: z
    .union([text(NAMES), z.array(text(NAMES))], NAMES)
    .optional()
    .describe(
      "What this file is based on: a configuration that is shipped, by its name, or a file, relative to this one; or a " +
        "list of them, of which a later one overrides an earlier one. docs/configuration.md tells how they are merged.",
    )
    .meta({ examples: ["server"] }),
  ...configShape.shape,
  templates: z
    .record(z.string(), z.unknown(), "a mapping")
    .optional()
    .describe("Settings that machines have in common, by a name which a machine's extends may give.")
    .meta({ examples: [{ web: { extends: "server" } }] }),
  machines: z
    .array(z.unknown(), "a list")
    .optional()
    .describe(
      "Several machines in one daemon. Each has a name, overrides settings that stand beside machines, and may extend " +
        "a template. vm[00-99] is a hundred machines; {name}, {index}, {number} and {9000 + index} stand for their own.",
    )
    .meta({ examples: [[{ name: "vm[00-99]", listen: ["unix:{name}.sock"] }]] }),
});
