/** docs/performance.md is in the form that bench/report.ts writes, from results that the benchmarks saved. */
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, it } from "vitest";
import { performancePage } from "../../bench/report.ts";
import { SECTIONS } from "../../bench/sections.ts";

const ROOT = new URL("../../", import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, ROOT), "utf8");
const saved = globSync("bench/results/*.json", { cwd: ROOT }).map((path) => basename(path, ".json"));

it("has a section for every benchmark that saved its results, and nothing else", () => {
  expect(textOf("docs/performance.md")).toBe(performancePage());
  const titles = [...performancePage().matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  expect(titles).toEqual(SECTIONS.filter(({ name }) => saved.includes(name)).map(({ title }) => title));
  expect(titles).toHaveLength(saved.length);
});

it("names the command, the machine, the versions and the date of every run", () => {
  const runs = [
    ...performancePage().matchAll(
      /^Run on \d{4}-\d\d-\d\d with `npm run \S+.*`: .+; Node [\d.]+.*; load average [\d.]+ before\.$/gm,
    ),
  ];
  expect(runs).toHaveLength(saved.length);
});

it.each(SECTIONS.map(({ script }) => script))("runs by npm run %s", (script) => {
  expect(JSON.parse(textOf("package.json")).scripts).toHaveProperty(script);
});
