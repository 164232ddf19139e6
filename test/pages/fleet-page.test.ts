/** The drop-in of docs/fleet.md, run by systemd: one daemon for the machines of a host. */
import { describe, expect, test } from "vitest";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { Systemd } from "../support/systemd/systemd.ts";

const NAME = /^# \/etc\/systemd\/system\/(\S+)\n/;
const [dropIn = ""] = blocksOf(readPage("fleet.md"), "ini");
const template = blocksOf(readPage("systemd.md"), "ini").find((text) => text.includes("/extern-bmc@.service\n")) ?? "";
const isRoot = process.getuid?.() === 0;

/** The test's systemd has a /var/lib of its own, and the /etc of this host. */
const DIRECTORY = "/var/lib/fleet-test";
const FLEET = `
machines:
  - name: vm[0-1]
    listen: ["unix:/run/extern-bmc-fleet/{name}.sock", "tcp:127.0.0.1:0"]
`;

describe.runIf(isRoot)("systemd, which root alone can start anew,", () => {
  test("starts one daemon of many machines by the drop-in", async () => {
    await using systemd = await Systemd.start({ units: { "extern-bmc@.service": template }, users: ["vm"] });
    const run = async (command: string) => {
      const { code, output } = await systemd.run(command);
      expect({ command, code, output }).toEqual({ command, code: 0, output });
      return output;
    };
    await run(`mkdir ${DIRECTORY}; cat > ${DIRECTORY}/fleet.yaml <<'END'\n${FLEET}END`);
    const [, name = ""] = NAME.exec(dropIn) ?? [];
    await systemd.write(name, dropIn.replace("/etc/extern-bmc/", `${DIRECTORY}/`));
    expect(await run("systemd-analyze verify extern-bmc@fleet.service")).toBe("");
    await run("systemctl start extern-bmc@fleet.service");
    expect(await run("stat -c '%U %a' /run/extern-bmc-fleet/vm1.sock")).toBe("vm 600\n");
    await run("systemctl reload extern-bmc@fleet.service");
    await run("extern-bmc healthcheck --socket /run/extern-bmc-fleet/bmc.sock");
    expect(await run("ls /var/lib/extern-bmc/fleet/")).toMatch(/^vm0\.sqlite$/m);
    const { LimitNOFILE } = await systemd.show("extern-bmc@fleet.service", "LimitNOFILE");
    expect(LimitNOFILE).toBe(/^LimitNOFILE=(\d+)$/m.exec(dropIn)?.[1]);
  });
});
