/** CITATION.cff against the Citation File Format 1.2.0, and the issue forms against GitHub's, as far as ours go. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const ROOT = new URL("../../", import.meta.url);
const FORMS = ".github/ISSUE_TEMPLATE/";

const text = z.string().trim().min(1);

const citation = z.strictObject({
  "cff-version": z.literal("1.2.0"),
  message: text,
  type: z.enum(["software", "dataset"]),
  title: text,
  abstract: text,
  authors: z.array(z.strictObject({ name: text })).min(1),
  version: text,
  license: text,
  keywords: z.array(text).min(1),
  "date-released": z.iso.date().optional(),
  "repository-code": z.url().optional(),
});

const validations = z.strictObject({ required: z.boolean() }).optional();
const attributes = { label: text, description: text.optional() };
const element = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("markdown"), attributes: z.strictObject({ value: text }) }),
  z.strictObject({
    ...{ type: z.literal("textarea"), id: text, validations },
    attributes: z.strictObject({ ...attributes, render: text.optional() }),
  }),
  z.strictObject({ type: z.literal("input"), id: text, validations, attributes: z.strictObject(attributes) }),
]);
const issueForm = z.strictObject({
  name: text,
  description: text,
  labels: z.array(text),
  body: z.array(element).refine((body) => body.some(({ type }) => type !== "markdown"), "asks nothing"),
});
const chooser = z.strictObject({ blank_issues_enabled: z.boolean() });

const issuesOf = (schema: z.ZodType, file: string) =>
  schema.safeParse(parse(readFileSync(new URL(file, ROOT), "utf8"))).error?.issues ?? [];

it("CITATION.cff has every required key of the format, and no unknown one", () => {
  expect(issuesOf(citation, "CITATION.cff")).toEqual([]);
});

it("CITATION.cff names the license of package.json", () => {
  const { license } = JSON.parse(readFileSync(new URL("package.json", ROOT), "utf8"));
  expect(parse(readFileSync(new URL("CITATION.cff", ROOT), "utf8")).license).toBe(license);
});

describe.each(readdirSync(new URL(FORMS, ROOT)))("the issue form %s", (file) => {
  it("has the keys that GitHub knows", () => {
    expect(issuesOf(file === "config.yml" ? chooser : issueForm, FORMS + file)).toEqual([]);
  });

  it("gives each question its own id", () => {
    const { body = [] } = parse(readFileSync(new URL(FORMS + file, ROOT), "utf8"));
    const ids = body.flatMap(({ id }: { id?: string }) => id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
