import { defineConfig } from "vitest/config";

/**
 * unit: no process but our own; milliseconds each.
 * e2e: real QEMU, a real Linux guest, real ipmi_sim; one file at a time, because two TCG guests on two cores starve each other.
 */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/**/*.test.ts"], exclude: ["test/e2e/**"] } },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
