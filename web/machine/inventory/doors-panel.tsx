/** The machine's doors, and command lines of clients for them. */
import { clientLines, userOf } from "../../../src/cli/doors/client-lines.ts";
import { shellWord } from "../../../src/cli/doors/words.ts";
import type { MachineDoors, RedfishService } from "../../../src/control/calls/doors.ts";
import { CopyLine } from "../../parts/copy.tsx";
import { Fact } from "../../parts/fact.tsx";
import { Panel } from "../../parts/panel.tsx";

export function DoorsPanel({ doors }: { readonly doors: MachineDoors }) {
  const { name, vm, lan, redfish, serial } = doors;
  const suites = lan && (lan.cipherSuites.length > 0 ? `cipher suites ${lan.cipherSuites.join(", ")}` : "IPMI 1.5");
  return (
    <Panel title="Doors" class="doors">
      <dl class="facts">
        <Fact name="QEMU" text={vm.join(" ")} />
        <Fact name="IPMI over LAN" text={lan && `${lan.host} port ${lan.port}, ${suites}`} />
        <Fact name="Redfish" text={redfish?.url} />
        <Fact name="serial" text={serial} />
      </dl>
      {clientLines(doors).map(({ client, line }) => (
        <CopyLine key={client} label={client} line={line} />
      ))}
      {redfish !== undefined && <CopyLine label="curl, Redfish" line={redfishLine(redfish)} />}
      <CopyLine label="curl" line={curlLine(name)} />
    </Panel>
  );
}

/** curl asks for the password. */
function redfishLine({ url, system, users }: RedfishService): string {
  const unverified = url.startsWith("https:") ? ["-k"] : [];
  return ["curl", ...unverified, "-u", userOf({ users }), url + system].map(shellWord).join(" ");
}

/** The token stays out of the line: it would be in the shell's history. */
function curlLine(machine: string): string {
  const url = `${location.origin}/api/v1/machines/${encodeURIComponent(machine)}`;
  return `curl -H "Authorization: Bearer $TOKEN" ${shellWord(url)}`;
}
