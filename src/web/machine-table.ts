/** The machines as a table of HTML without script, for browsers that have none, and for curl. */
import type { MachineStatus } from "../control/calls/status.ts";
import type { ControlledDaemon } from "../control/handler.ts";
import { status } from "../control/handlers/status.ts";
import { type Html, html } from "./html.ts";

/**
 * Makes a page of machines in each turn of the event loop, so that guests are answered in between.
 * @param style path of the page's style sheet; undefined: the page is not built
 */
export async function machineTable(daemon: ControlledDaemon, style: string | undefined): Promise<string> {
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
  return documentOf(rows, failures, style).html;
}

function rowOf(machine: MachineStatus): Html {
  const { name, power, links, doors, lostDoors, sel, faults, lastRequest } = machine;
  const qemu = links.length === 0 ? "not connected" : "connected";
  const last = lastRequest ? `${lastRequest.command ?? "an unknown command"}, ${timeOf(lastRequest.epochMs)}` : "none";
  const lost = lostDoors.length === 0 ? "" : html`<br>removed: ${lostDoors.join(" ")}`;
  return html`<tr><th scope="row">${name}</th><td>${power}</td><td>${qemu}</td><td>${doors.join(" ")}${lost}</td><td class="number">${sel.records} of ${sel.capacity}</td><td class="number">${faults}</td><td>${last}</td></tr>\n`;
}

function timeOf(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

function documentOf(rows: readonly Html[], failures: readonly Html[], style: string | undefined): Html {
  const link = style === undefined ? "" : html`<link rel="stylesheet" href="${style}">`;
  const notServed = html`<h2 id="failures">Not served</h2>
<div class="scroll" role="region" aria-labelledby="failures" tabindex="0"><table class="data">
<thead><tr><th scope="col">Machine</th><th scope="col">Reason</th></tr></thead>
<tbody>${failures}</tbody></table></div>
`;
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>Machines - extern-bmc</title>${link}</head>
<body class="plain"><main>
<h1 id="machines">Machines</h1>
<p>As of ${new Date().toUTCString()}. Reload this page for the current state.</p>
<div class="scroll" role="region" aria-labelledby="machines" tabindex="0"><table class="data">
<thead><tr><th scope="col">Machine</th><th scope="col">Power</th><th scope="col">QEMU</th><th scope="col">Doors</th><th scope="col" class="number">SEL records</th><th scope="col" class="number">Faults</th><th scope="col">Last request</th></tr></thead>
<tbody>${rows}</tbody></table></div>
${failures.length === 0 ? "" : notServed}</main></body>
</html>
`;
}
