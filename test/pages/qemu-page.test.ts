/** docs/qemu.md as its readers follow it: every block, and every socket, with a Linux guest that asks its BMC. */
import { constants } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { blocksOf } from "../support/pages/page.ts";
import { blocks, bmcsFound, bmcsOf, page, QemuPage, rowsBelow, spelledOut } from "../support/pages/qemu-page.ts";

const here = new QemuPage();
beforeAll(() => here.prepare());
afterAll(() => here[Symbol.dispose]());

test("no block is of a kind that is not run", () => {
  const languages = [...page.matchAll(/^```([^\n]*)\n.*?^```$/gms)].map(([, language]) => language);
  expect(new Set(languages)).toEqual(new Set(["sh", "yaml"]));
  const files = blocksOf(page, "yaml").map((yaml) => /^# (\S+)\n/.exec(yaml)?.[1]);
  for (const file of files) expect(blocks.join("")).toContain(`-c ${file} `);
});

describe("blocks", () => {
  test.each(blocks.map((block, index) => ({ block, title: `${index + 1}: ${block.split("\n")[0]}` })))(
    "$title",
    async ({ block }) => {
      expect(bmcsFound(await here.run(block))).toBe(bmcsOf(block));
    },
  );
});

describe("ways to the daemon", () => {
  test("TLS with another name than the certificate's: no BMC, and the daemon's log says so", async () => {
    const tls = blocks.find((block) => block.includes("-c bmc.yaml")) ?? "";
    const { code, output } = await here.attempt(
      tls.replace("--tls-dir pki", "--tls-dir pki | sed s/host=127.0.0.1/host=localhost/"),
    );
    expect(code).toBe(0);
    expect(bmcsFound(output)).toBe(0);
    expect(output).toContain("There appears to be no BMC at this location");
    expect(output).toContain("connection failed");
  });

  test.each(rowsBelow("## Choose a socket"))("%s: %s", async (door = "", chardev = "") => {
    const line = spelledOut.replace("unix:bmc.sock", door).replace("path=bmc.sock,reconnect=1", chardev);
    expect(line).toContain(`${door} `);
    expect(line).toContain(`id=bmc0,${chardev} `);
    expect(bmcsFound(await here.run(line))).toBe(1);
  });
});

describe("flags that crash QEMU", () => {
  const onTcp = spelledOut.replace("unix:bmc.sock", "tcp:127.0.0.1:9002");
  const openedSocket = "exec 3<>/dev/tcp/127.0.0.1/9002\nqemu-system";
  test.each([
    { what: "no reconnect", line: spelledOut.replace(",reconnect=1", "") },
    {
      what: "server=on that waits",
      line: spelledOut.replace("unix:bmc", "connect:unix:qemu").replace("bmc.sock,reconnect=1", "qemu.sock,server=on"),
    },
    {
      what: "fd=",
      line: onTcp.replace("qemu-system", openedSocket).replace("path=bmc.sock,reconnect=1", "fd=3"),
    },
  ])("$what", async ({ line }) => {
    const { code, output } = await here.attempt(`${line.trimEnd()} || exit $?`);
    expect(code, output).toBe(128 + constants.signals.SIGSEGV);
  });
});
