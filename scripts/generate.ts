/** Writes the generated files. With --check it writes nothing, and exits with 1 if one is stale. */
import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { performancePage } from "../bench/report.ts";
import { openApi } from "../src/api/openapi.ts";
import { commandsAsMarkdown, unansweredAsMarkdown } from "../src/cli/output/command-list.ts";
import { commandTable } from "../src/commands/index.ts";
import { unanswered } from "../src/commands/unanswered.ts";
import { fileShape } from "../src/config/schema/file-shape.ts";
import { leftOut } from "../src/config/schema/section.ts";
import { callsPage } from "./calls-page.ts";
import { cliPage } from "./cli-page.ts";
import { defaultYaml, type JsonSchema } from "./default-yaml.ts";
import { defaultsModule } from "./defaults-module.ts";
import { editorSchema } from "./editor-schema.ts";

const jsonSchema = z.toJSONSchema(fileShape, {
  io: "input",
  target: "draft-07",
  // zod omits examples and defaults of transformed values, because they might be of the result; ours are of the input.
  override({ zodSchema, jsonSchema }) {
    const { examples, default: written } = z.globalRegistry.get(zodSchema) ?? {};
    if (Array.isArray(examples)) jsonSchema.examples = examples;
    if (written !== undefined) jsonSchema.default = written as typeof jsonSchema.default;
  },
});

const commandsPage = `# Commands

For authors of drivers, firmware and tools: the IPMI commands that extern-bmc answers, as \`extern-bmc commands --markdown\`
prints them. Every other command gets C1h, unless you add it ([adding-a-command.md](adding-a-command.md)). Sections are those of
IPMI 2.0; "v2" marks commands that IPMI 1.5 does not have. Written by \`npm run generate\`.

${commandsAsMarkdown(commandTable)}

## Answered C1h (invalid command) on purpose

${unansweredAsMarkdown(unanswered)}
`;

/** Content of the generated files, by path from the root of the repository. */
const generated: Readonly<Record<string, string>> = {
  "config/schema.json": `${JSON.stringify(editorSchema(jsonSchema as JsonSchema), undefined, 2)}\n`,
  "config/default.yaml": defaultYaml(jsonSchema as JsonSchema),
  "src/config/schema/defaults.ts": defaultsModule(leftOut),
  "docs/calls.md": callsPage(),
  "docs/cli.md": await cliPage(),
  "docs/commands.md": commandsPage,
  "docs/openapi.json": `${JSON.stringify(openApi(), undefined, 2)}\n`,
  "docs/performance.md": performancePage(),
};

const check = process.argv.includes("--check");
const stale = Object.entries(generated).filter(([name, content]) => contentOf(name) !== content);
for (const [name, content] of stale) {
  if (check) console.error(`${name} is stale; run npm run generate`);
  else writeFileSync(placeOf(name), content);
}
process.exitCode = check && stale.length > 0 ? 1 : 0;

function placeOf(name: string): URL {
  return new URL(`../${name}`, import.meta.url);
}

function contentOf(name: string): string | undefined {
  try {
    return readFileSync(placeOf(name), "utf8");
  } catch {
    return undefined;
  }
}
