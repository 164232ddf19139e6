import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { guestCodeModule } from "../../scripts/guest-code.ts";

test("the test firmware's code is assembled from its source; if not: node scripts/guest-code.ts", () =>
  expect(readFileSync(new URL("../../src/lab/firmware/guest-code.ts", import.meta.url), "utf8")).toBe(
    guestCodeModule(),
  ));
