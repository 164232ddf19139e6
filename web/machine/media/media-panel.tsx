/** Virtual media: the drives of the machine, if it has any, and the images in them. */
import { call } from "../../api/client.ts";
import { Panel, Problem } from "../../parts/panel.tsx";
import { usePolled } from "../../state/polled.ts";
import { counted } from "../../words/format.ts";
import { MediaDrive } from "./media-drive.tsx";

export function MediaPanel({ machine }: { readonly machine: string }) {
  const { value, error, read } = usePolled(machine, () => call("media.list", { machine }));
  const { connected = true, drives = [] } = value.value ?? {};
  if (drives.length === 0) return null;
  return (
    <Panel title="Virtual media" class="media" aside={<span>{counted(drives.length, "drive")}</span>}>
      <Problem text={error.value} />
      <ul>
        {drives.map((drive) => (
          <MediaDrive key={drive.id} machine={machine} drive={drive} changed={read} />
        ))}
      </ul>
      {!connected && (
        <p class="hint">
          Neither QMP nor libvirt reaches the machine; it gets its media once one does. Set <code>qmp</code> or{" "}
          <code>power.libvirt</code>, or start QEMU with <code>extern-bmc run</code>.
        </p>
      )}
    </Panel>
  );
}
