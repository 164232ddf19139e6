import { expect, it } from "vitest";
import { debianQemuVariables } from "../support/setup/debian-qemus.ts";

/** A mirror that has lost these. */
const without =
  (...lost: readonly string[]) =>
  (suite: string) =>
    lost.includes(suite) ? undefined : `/cache/${suite}/qemu`;

it("the QEMUs of newer Debian releases have a variable each, and the newest is that of the tests", () => {
  expect(debianQemuVariables({ CI: "true", TEST_QEMU_TRIXIE: "/mine" }, without())).toEqual({
    TEST_QEMU_BOOKWORM_BACKPORTS: "/cache/bookworm-backports/qemu",
    TEST_QEMU_TRIXIE: "/mine",
    TEST_QEMU_TRIXIE_BACKPORTS: "/cache/trixie-backports/qemu",
    EXTERN_BMC_QEMU: "/cache/trixie-backports/qemu",
  });
});

it("a QEMU that a mirror has lost fails CI where it must be there, and is left out elsewhere", () => {
  const names = (env: NodeJS.ProcessEnv, ...lost: string[]) => Object.keys(debianQemuVariables(env, without(...lost)));
  expect(names({ CI: "true" }, "bookworm-backports")).not.toContain("TEST_QEMU_BOOKWORM_BACKPORTS");
  expect(() => names({ CI: "true" }, "trixie")).toThrow("CI needs the QEMU of trixie");
  expect(names({}, "trixie")).not.toContain("TEST_QEMU_TRIXIE");
  expect(() => names({}, "trixie-backports")).toThrow("TEST_QEMU_TRIXIE_BACKPORTS is not set");
});
