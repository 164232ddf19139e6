import { describe, expect, it } from "vitest";
import { configSchema } from "../../../src/config/schema/schema.ts";

const parse = (qemu: unknown) => configSchema.safeParse({ lab: { qemu } });

describe("lab", () => {
  it("takes QEMUs by name: absolute paths, and programs of the PATH", () => {
    const qemu = { stock: "qemu-system-x86_64", "7.2_any": "/opt/qemu builds/any" };
    expect(parse(qemu).data?.lab).toEqual({ qemu });
  });

  it.each([
    ["a name with a space", { "a b": "/usr/bin/qemu" }, "a name of 1 to 32 letters"],
    ["a path relative to who knows what", { mine: "build/qemu" }, "an absolute path"],
    ["an option in place of a program", { mine: "-version" }, "an absolute path"],
    ["an empty path", { mine: "" }, "an absolute path"],
    ["17 QEMUs", Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`q${index}`, "qemu"])), "16 at most"],
    ["a list", ["/usr/bin/qemu"], "a mapping"],
  ])("refuses %s", (_, qemu, message) => {
    expect(JSON.stringify(parse(qemu).error?.issues)).toContain(message);
  });
});
