import { describe, expect, it } from "vitest";
import { debianQemuVariables } from "../support/setup/debian-qemus.ts";
import { BUILDS_OF_10_2, HOST_BUILDS, patchedQemuVariables } from "../support/setup/patched-qemu.ts";

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

describe("QEMUs that are built", () => {
  const asBuilt = () => ({ status: 0, stdout: "/cache/qemu\n" });
  const lost = () => ({ status: 3, stdout: "" });
  const broken = () => ({ status: 1, stdout: "" });

  it("have a variable each, and one that is set keeps its value", () => {
    const variables = patchedQemuVariables(BUILDS_OF_10_2, { TEST_QEMU_10_2_FF: "/mine" }, asBuilt);
    expect(variables).toMatchObject({ TEST_QEMU_10_2_STOCK: "/cache/qemu/stock/qemu-system-x86_64" });
    expect(Object.keys(variables)).toHaveLength(5);
  });

  it("are left out when the mirror has lost their source, unless they must be there", () => {
    expect(patchedQemuVariables(BUILDS_OF_10_2, { CI: "true" }, lost)).toEqual({});
    expect(() => patchedQemuVariables(HOST_BUILDS, {}, lost)).toThrow("ended with 3");
    expect(() => patchedQemuVariables(BUILDS_OF_10_2, {}, broken)).toThrow("ended with 1");
  });
});
