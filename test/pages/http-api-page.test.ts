/** docs/http-api.md as its readers follow it: curl, and pytest of Debian. */
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../support/doors/free-port.ts";
import { blocksOf, readPage } from "../support/pages/page.ts";
import { openPageShell } from "../support/pages/page-shell.ts";

const page = readPage("http-api.md");

test("the session with curl", async () => {
  const shell = openPageShell();
  onTestFinished(() => shell.close());
  const [session = ""] = blocksOf(page, "sh");
  const [, refused = "", stream = ""] = blocksOf(page, "console");
  const commands = [refused, stream].map((block) => /^\$ (.*)$/m.exec(block)?.[1] ?? "");
  // Both end with an error of curl's: a refusal, and a stream that is given up.
  const [post, watch] = commands.map((command) => `${command} || true`);
  const script = [session, post, `/usr/bin/python3 -c "${CONNECT}"`, watch].join("\n");
  const output = await shell.run(script.replaceAll("9623", `${await freePort()}`));
  expect(output).toContain('"held":true');
  expect(output).toContain('"event":"Upper Critical going high"');
  expect(output).toContain(refused.split("\n")[1]);
  expect(output).toMatch(/^data: \{"kind":"connected",.*"machine":"vm0","peer":"unix:.*vm0\.sock client #1"\}$/m);
});

/** Connects as a QEMU does, and leaves. */
const CONNECT = "import socket; socket.socket(socket.AF_UNIX).connect('vm0.sock')";

test("the tests with pytest", async () => {
  const shell = openPageShell();
  onTestFinished(() => shell.close());
  for (const block of blocksOf(page, "python")) shell.write(/^# (\S+)/.exec(block)?.[1] ?? "", block);
  const [session = ""] = blocksOf(page, "console");
  const [command = "", said = ""] = session.replace("$ ", "").split("\n");
  // Debian's, whose pytest npm test installs; the path may have another Python first.
  expect(await shell.run(command.replace("python3", "/usr/bin/python3"))).toContain(said);
});
