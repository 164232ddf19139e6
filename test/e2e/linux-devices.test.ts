/** Each of QEMU's IPMI devices that linux-guest.test.ts leaves out, polled ones too: Linux finds the BMC behind it. */
import { describe, expect, test } from "vitest";
import { startTestDaemon } from "../support/daemon/daemon.ts";
import { fields } from "../support/guest/fields.ts";
import { bootGuestWithBmc } from "../support/guest/guest-with-bmc.ts";
import { ipmiComplaints } from "../support/guest/kernel-log.ts";

describe.each([
  { device: "isa-ipmi-bt", flags: ["-global", "isa-ipmi-bt.irq=0"], interrupt: "none" },
  { device: "isa-ipmi-kcs", flags: ["-global", "isa-ipmi-kcs.irq=0"], interrupt: "none" },
  { device: "pci-ipmi-bt", flags: [], interrupt: "irq 10" },
  { device: "pci-ipmi-kcs", flags: [], interrupt: "irq 10" },
] as const)("$device, interrupt: $interrupt", ({ device, flags, interrupt }) => {
  test("Linux finds the BMC and ipmitool reads it", async () => {
    const config = "device: { id: 0x2a, manufacturerId: 343, productId: 0xa0a1 }";
    await using daemon = await startTestDaemon({ config, args: ["--listen", "tcp:127.0.0.1:0"] });
    await using guest = await bootGuestWithBmc(daemon, { device, flags });

    const log = await guest.kernelLog();
    const texts = log.map(({ text }) => text);
    expect(texts.join("\n")).toContain("Found new BMC (man_id: 0x000157, prod_id: 0xa0a1, dev_id: 0x2a)");
    expect(texts.find((text) => text.includes("Using irq"))?.match(/irq \d+$/)?.[0] ?? "none").toBe(interrupt);
    expect(fields((await guest.run("ipmitool mc info")).stdout)).toMatchObject({
      "Device ID": "42",
      "Manufacturer Name": "Intel Corporation",
      "Product ID": "41121 (0xa0a1)",
    });
    expect(ipmiComplaints(await guest.kernelLog())).toEqual([]);
  });
});
