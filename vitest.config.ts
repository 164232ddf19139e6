import { defineConfig } from "vitest/config";

/**
 * unit: no process but our own; milliseconds each.
 * e2e: real QEMU, a real Linux guest, real ipmi_sim; one file at a time, because two TCG guests on two cores starve each other.
 * packaging: what `npm pack` makes, installed elsewhere.
 */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/**/*.test.ts"], exclude: ["test/e2e/**", "test/packaging/**"] } },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "packaging",
          include: ["test/packaging/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
