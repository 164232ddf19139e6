/** docs/page.md as its readers follow it: curl in place of a browser. */
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../support/doors/free-port.ts";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { openPageShell } from "../support/pages/page-shell.ts";
import { askingDisk } from "../support/qemu/boot-sector.ts";

const page = readPage("page.md");

test("the addresses that open and run print, and the table without script", async () => {
  const shell = openPageShell();
  onTestFinished(() => shell.close());
  const [start = "", run = "", table = ""] = blocksOf(page, "sh");
  const port = `${await freePort()}`;
  const output = await shell.run(`${start}\n${table}`.replaceAll("9623", port));
  expect(output).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/#token=[\\w-]{43}$`, "m"));
  shell.write("disk.img", askingDisk());
  expect(await shell.run(run)).toMatch(/^web page: http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/m);
  expect(output).toContain('<th scope="row">vm0</th><td>on</td><td>not connected</td><td>unix:');
});
