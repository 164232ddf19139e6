/** The recipes of docs/ci.md are workflows, and the variables they give the service are settings. */
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { loadConfig } from "../../../src/config/load.ts";
import { fromEnvironment } from "../../../src/config/reading/environment.ts";
import { blocksOf, readPage } from "../../support/pages/page.ts";

const recipes = blocksOf(readPage("ci.md"), "yaml").map((yaml) => {
  const [, file = ""] = /^# (\S+)\n/.exec(yaml) ?? [];
  return { file, recipe: parse(yaml) };
});

const text = z.string().min(1);
const variables = z.record(z.string().regex(/^[A-Z_]+$/), text);

/** Workflow syntax of docs.github.com, as far as the recipes use it; a key that is not here is a mistake, or new. */
const step = z.union([
  z.strictObject({
    uses: z.string().regex(/^[\w-]+\/[\w-]+@v\d+$/),
    if: text.optional(),
    with: z.record(z.string(), z.union([text, z.number()])).optional(),
  }),
  z.strictObject({ name: text.optional(), run: text }),
]);
const githubWorkflow = z.strictObject({
  name: text,
  on: z.array(z.enum(["push", "pull_request"])),
  jobs: z.record(
    z.string().regex(/^[a-z_][\w-]*$/),
    z.strictObject({
      "runs-on": text,
      "timeout-minutes": z.int(),
      services: z
        .record(
          text,
          z.strictObject({
            ...{ image: text, env: variables, ports: z.array(z.string().regex(/^\d+:\d+$/)), options: text },
          }),
        )
        .optional(),
      steps: z.array(step),
    }),
  ),
});

/** The same of docs.gitlab.com's YAML syntax reference. */
const gitlabPipeline = z.record(
  z.string().regex(/^[a-z][\w-]*$/),
  z.strictObject({
    image: text,
    timeout: text.optional(),
    services: z.array(z.strictObject({ name: text, alias: text, variables })).optional(),
    before_script: z.array(text),
    script: z.array(text),
    artifacts: z
      .strictObject({ when: z.literal("always"), paths: z.array(text), reports: z.strictObject({ junit: text }) })
      .optional(),
  }),
);

test("the page has two of GitHub and one of GitLab", () => {
  expect(recipes.map(({ file }) => file)).toEqual([
    ".github/workflows/guest.yml",
    ".github/workflows/guest-service.yml",
    ".gitlab-ci.yml",
  ]);
});

describe.each(recipes)("$file", ({ file, recipe }) => {
  const schema = file === ".gitlab-ci.yml" ? gitlabPipeline : githubWorkflow;

  test("has the keys of a workflow, and no other", () => {
    expect(schema.safeParse(recipe).error?.issues ?? []).toEqual([]);
  });
});

test.each([
  { service: "GitHub's", env: recipes[1]?.recipe.jobs.guest.services.bmc.env },
  { service: "GitLab's", env: recipes[2]?.recipe["guest-with-service"].services[0].variables },
])("the variables of $service service are settings", ({ env }) => {
  const complaints: string[] = [];
  expect(fromEnvironment(env, (problem) => complaints.push(problem))).toHaveLength(Object.keys(env).length);
  expect(complaints).toEqual([]);
  const [machine] = loadConfig(undefined, env).machines;
  expect(machine?.listen).toEqual(["tcp:0.0.0.0:9002"]);
});
