/** docs/lan.md, as its reader follows it with ipmitool and FreeIPMI. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../support/doors/free-port.ts";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { openPageShell, type PageShell } from "../support/pages/page-shell.ts";

/** The port of the page's examples, which may be taken here. */
const PORT_ON_PAGE = "6230";
const port = `${await freePort()}`;
const page = readPage("lan.md").replaceAll(PORT_ON_PAGE, port);
const [serve = "", clients = ""] = blocksOf(page, "sh");
const [machine = ""] = blocksOf(page, "yaml");

let shell: PageShell;
beforeAll(() => {
  shell = openPageShell();
});
afterAll(() => shell?.close());

test("a daemon by one line, and both clients", async () => {
  const output = await shell.runServing(serve, clients);
  expect(output).toMatch(new RegExp(`^extern-bmc ready .* udp:127\\.0\\.0\\.1:${port}$`, "m"));
  expect(output).toMatch(/^Chassis Power is on$/m);
  expect(output).toMatch(/^127\.0\.0\.1: on$/m);
});

test("a machine without QEMU, its two users, their sessions and a lock-out", async () => {
  shell.write("bmc.yaml", machine);
  const client = `ipmitool -I lanplus -H 127.0.0.1 -p ${port}`;
  const [lockOut = ""] = /(?<=`ipmitool )lan set 1 bad_pass_thresh [\d ]+/.exec(page) ?? [];
  const [sessions = ""] = /(?<=`ipmitool )session info all/.exec(page) ?? [];
  const [makeUser = ""] = /(?<=`)extern-bmc user set [^`]+/.exec(page) ?? [];
  const commands = [
    makeUser,
    `${client} -U agent -P made -L OPERATOR mc guid`,
    `${client} -U viewer -P view -L USER chassis power status`,
    `ipmipower -D LAN_2_0 -h 127.0.0.1:${port} -u viewer -p view -l user --stat`,
    `${client} -U admin -P secret ${lockOut}`,
    `${client} -U admin -P secret raw 0x0c 2 1 0x1a 0 0`,
    `${client} -U admin -P secret ${sessions}`,
    `${client} -U admin -P secret chassis power off || true`,
  ];
  const output = await shell.runServing("extern-bmc serve --config bmc.yaml", commands.join("\n"));
  expect(output).toContain(`extern-bmc ready udp:127.0.0.1:${port}\n`);
  expect(output).toMatch(/^System GUID +: /m);
  expect(output).toMatch(/^Chassis Power is on$/m);
  expect(output).toMatch(/^127\.0\.0\.1: on$/m);
  expect(output).toContain(" 11 01 03 06 00 1e 00\n");
  expect(output).toMatch(/^session type +: IPMIv2\/RMCP\+$/m);
  expect(output).toContain("Command not supported in present state");
});
