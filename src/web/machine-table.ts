/** The machines as a table of HTML without script, for browsers that have none, and for curl. */
import type { MachineStatus } from "../control/calls/status.ts";
import type { ControlledDaemon } from "../control/handler.ts";
import { status } from "../control/handlers/status.ts";
import { type Html, html } from "./html.ts";

/** Makes a page of machines in each turn of the event loop, so that guests are answered in between. */
export async function machineTable(daemon: ControlledDaemon): Promise<string> {
  const rows: Html[] = [];
  const failures: Html[] = [];
  for (let from: number | undefined = 0; from !== undefined; ) {
    const page = await status(daemon, { from });
    rows.push(...page.machines.map(rowOf));
    failures.push(
      ...page.failures.map(({ machine, reason }) => html`<tr><td>${machine}</td><td>${reason}</td></tr>\n`),
    );
    from = page.next;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return documentOf(rows, failures).html;
}

function rowOf(machine: MachineStatus): Html {
  const { name, power, links, doors, lostDoors, sel, faults, lastRequest } = machine;
  const qemu = links.length === 0 ? "not connected" : "connected";
  const last = lastRequest ? `${lastRequest.command ?? "an unknown command"}, ${timeOf(lastRequest.epochMs)}` : "none";
  const lost = lostDoors.length === 0 ? "" : html`<br>removed: ${lostDoors.join(" ")}`;
  return html`<tr><th scope="row">${name}</th><td>${power}</td><td>${qemu}</td><td>${doors.join(" ")}${lost}</td><td>${sel.records} of ${sel.capacity}</td><td>${faults}</td><td>${last}</td></tr>\n`;
}

function timeOf(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

function documentOf(rows: readonly Html[], failures: readonly Html[]): Html {
  const notServed = html`<h2>Not served</h2>
<table>
<tr><th scope="col">Machine</th><th scope="col">Reason</th></tr>
${failures}</table>
`;
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>Machines - extern-bmc</title></head>
<body>
<h1>Machines</h1>
<table>
<tr><th scope="col">Machine</th><th scope="col">Power</th><th scope="col">QEMU</th><th scope="col">Doors</th><th scope="col">SEL records</th><th scope="col">Faults</th><th scope="col">Last request</th></tr>
${rows}</table>
${failures.length === 0 ? "" : notServed}</body>
</html>
`;
}
