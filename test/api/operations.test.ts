/** Methods and paths of the calls. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { argumentsSchema } from "../../src/api/arguments.ts";
import { operations } from "../../src/api/operations.ts";

const routeOf = ({ method, path }: (typeof operations)[number]) => `${method} ${path}`;
const argumentsOf = (operation: (typeof operations)[number]) =>
  Object.keys(argumentsSchema(operation).properties ?? {});

test("no two calls have the same method and path", () => {
  const routes = operations.map((operation) => routeOf(operation).replaceAll(/\{\w+\}/g, "{}"));
  expect(routes.filter((route, index) => routes.indexOf(route) !== index)).toEqual([]);
});

test("a path names arguments of its call", () => {
  const unknown = operations.filter((each) => each.inPath.some((name) => !argumentsOf(each).includes(name)));
  expect(unknown.map(routeOf)).toEqual([]);
});

test("calls of one machine are under the machine", () => {
  const elsewhere = operations.filter(
    (each) => argumentsOf(each).includes("machine") && !each.inPath.includes("machine"),
  );
  // These are of all machines, when none is named.
  expect(elsewhere.map(({ name }) => name)).toEqual(["status", "events", "doors"]);
});

test("GET is for calls that change nothing, and only for these", () => {
  const reads = operations.filter(({ method }) => method === "GET").map(({ name }) => name);
  const named = operations.filter(({ name }) =>
    /(?:^|\.)(?:status|events|doors|list\w*|get|info|read|watch|history)$/.test(name),
  );
  expect(reads).toEqual(named.map(({ name }) => name));
});

test("the description is valid OpenAPI 3.1", () => {
  const file = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
  const validator = file("node_modules/@seriousme/openapi-schema-validator/bin/validate-api-cli.js");
  execFileSync(process.execPath, [validator, file("docs/openapi.json")], { stdio: "pipe" });
});
