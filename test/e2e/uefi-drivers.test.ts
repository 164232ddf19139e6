import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { driversModule } from "../../scripts/uefi-drivers.ts";

test("the UEFI drivers' code is compiled from its source; if not: node scripts/uefi-drivers.ts", () =>
  expect(readFileSync(new URL("../../src/lab/uefi/drivers-code.ts", import.meta.url), "utf8")).toBe(driversModule()));
