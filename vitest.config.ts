import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/setup/longest-first.ts";
import { PATIENCE, TEST_LIMIT_MS } from "./test/support/waiting/patience.ts";

/**
 * unit: no program but our own and openssl; milliseconds each, on a machine that does nothing else.
 * random: a million requests at random, a minute.
 * e2e: real QEMU, real ipmi_sim, real clients; three files at a time, as they often wait.
 * newer-qemu: the lab on newer QEMUs, and on the newest the tests of e2e and linux that depend most on QEMU.
 * linux: a Linux guest, and tools in it, with time to spare; three at a time.
 * pages: the README and docs/ as their readers follow them, on real QEMU, libvirt, systemd; three files at a time, as they wait.
 * packaging: what `npm pack` makes, installed elsewhere.
 * published: Redfish answers against DMTF's files, which the project does not contain; not a part of `npm test`.
 */
export default defineConfig({
  test: {
    // Free when it comes in time; a busy machine takes its own.
    expect: { poll: PATIENCE },
    testTimeout: TEST_LIMIT_MS,
    hookTimeout: TEST_LIMIT_MS,
    sequence: { sequencer: LongestFirst },
    setupFiles: ["test/support/setup/own-directory.ts"],
    projects: [
      {
        extends: true,
        // Without its warnings about source maps that a package names and does not have.
        logLevel: "error",
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/e2e/**", "test/pages/*.test.ts", "test/packaging/**", "test/published/**", "test/random/**"],
          // It imports JSON in a way that only bundlers know.
          server: { deps: { inline: ["@actions/workflow-parser"] } },
        },
      },
      {
        extends: true,
        test: {
          name: "random",
          include: ["test/random/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          exclude: ["test/e2e/linux-*.test.ts", "test/e2e/lab-{debian,builds-of-10-2}.test.ts"],
          globalSetup: "test/support/setup/built-page.ts",
        },
      },
      {
        extends: true,
        test: {
          name: "newer-qemu",
          include: [
            "test/e2e/{lab-builds-of-10-2,lab-debian,lab-qemu,control-qemu,firmware-faults,machine*,qemu-args,qmp,registers*,run*}.test.ts",
            "test/e2e/linux-{devices,guest,poweroff,two-interfaces,watchdog}.test.ts",
          ],
        },
      },
      {
        extends: true,
        test: {
          name: "linux",
          include: ["test/e2e/linux-*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "pages",
          include: ["test/pages/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "published",
          include: ["test/published/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "packaging",
          include: ["test/packaging/**/*.test.ts"],
          // Each file makes dist/ anew.
          fileParallelism: false,
        },
      },
    ],
  },
});
