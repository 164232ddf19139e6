/** .github/workflows/: GitHub's own parser accepts them, their actions are pinned, and every command has been run or says why not. */
import { readdirSync, readFileSync } from "node:fs";
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const ROOT = new URL("../../", import.meta.url);
const WORKFLOWS = new URL(".github/workflows/", ROOT);

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly "timeout-minutes"?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const files = readdirSync(WORKFLOWS);
const textOf = (file: string) => readFileSync(new URL(file, WORKFLOWS), "utf8");
const jobsOf = (file: string) => Object.entries((parse(textOf(file)) as Workflow).jobs);
const stepsOf = (file: string) => jobsOf(file).flatMap(([, { steps = [] }]) => steps);

/** Where each command of a `run:` is run outside GitHub, or why it cannot be. A key is how the command begins. */
const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  ".ci/run": "the README's test command: it runs these tests",
  ".ci/package": "test/packaging/release.test.ts",
  "node scripts/release-notes.ts": "test/repository/release.test.ts",
  "node scripts/sbom.ts": "test/packaging/release.test.ts",
  "npm ci": "the README's test command begins with it",
  "npm pack": "test/packaging/package.test.ts",
  "npm publish": "cannot run: it needs npm's registry and GitHub's OpenID tokens",
  "printenv TOKEN | docker login": "cannot run: it needs a Docker engine and ghcr.io",
  "docker buildx build":
    "cannot run: it needs a Docker engine; scripts/container.ts builds the same Dockerfile with buildah",
  "gh release create": "cannot run: it needs a repository on GitHub",
};

/** The parser's complaints about a workflow, in its own words. */
async function complaintsAbout(content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name: "workflow.yml", content }, new NoOperationTraceWriter());
  const errors = context.errors.getErrors().map(({ message }) => message);
  if (!value || errors.length > 0) return errors;
  const { errors: late = [] } = await convertWorkflowTemplate(context, value);
  return late.map(({ Message }) => Message);
}

it("names the workflows that RELEASING.md describes", () => expect(files).toEqual(["ci.yml", "release.yml"]));

describe.each(files)("%s", (file) => {
  it("is a workflow to GitHub's parser", async () => expect(await complaintsAbout(textOf(file))).toEqual([]));

  it("says at its head that it has never run", () => expect(textOf(file).split("\nname:")[0]).toContain("never run"));

  it("pins every action by its commit, with the version in a comment", () => {
    const uses = [...textOf(file).matchAll(/^ +(?:- )?uses: (.+)$/gm)].map(([, action = ""]) => action);
    const loose = uses.filter(
      (use) => !use.startsWith("./") && !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(use),
    );
    expect(loose).toEqual([]);
  });

  it("reads the repository by default, and leaves no credentials in the checkout", () => {
    expect((parse(textOf(file)) as Workflow).permissions).toEqual({ contents: "read" });
    const checkouts = stepsOf(file).filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.filter((step) => step.with?.["persist-credentials"] !== false)).toEqual([]);
  });

  it("limits the time of every job", () => {
    const unlimited = jobsOf(file).filter(([, job]) => !job.uses && !job["timeout-minutes"]);
    expect(unlimited.map(([name]) => name)).toEqual([]);
  });

  it("puts no expression into a shell command, because its value would be code", () => {
    expect(stepsOf(file).filter(({ run }) => run?.includes("${{"))).toEqual([]);
  });

  it("runs or explains every command", () => {
    const commands = stepsOf(file)
      .flatMap(({ run = "" }) => run.trim().split("\n"))
      .filter((line) => line !== "");
    const known = Object.keys(RUN_ELSEWHERE);
    expect(commands.filter((command) => !known.some((start) => command.startsWith(start)))).toEqual([]);
  });
});

it("every command that is explained is in a workflow", () => {
  const commands = files.flatMap((file) => stepsOf(file).flatMap(({ run = "" }) => run.split("\n")));
  const unused = Object.keys(RUN_ELSEWHERE).filter((start) => !commands.some((command) => command.startsWith(start)));
  expect(unused).toEqual([]);
});

describe("a mistake in a workflow is found", () => {
  const job = "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n";
  it.each([
    ["an unknown key", `${job}      - runs: "true"\n`, /Unexpected value 'runs'/],
    ["an unknown event", "on: pushed\njobs:\n  a: { runs-on: x, steps: [{ run: y }] }\n", /Unexpected value 'pushed'/],
    ["an unknown context", `${job}      - run: echo \${{ nothing.here }}\n`, /nothing/],
    [
      "a need that no job has",
      `${job}      - run: x\n  b:\n    needs: c\n    runs-on: x\n    steps: [{ run: x }]\n`,
      /c/,
    ],
  ])("%s", async (_title, content, complaint) => {
    expect((await complaintsAbout(content)).join("\n")).toMatch(complaint);
  });
});
