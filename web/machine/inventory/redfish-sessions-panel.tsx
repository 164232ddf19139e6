/** Open sessions of Redfish, of the machine's own door and of the shared door. Their tokens stay in the daemon. */
import { call } from "../../api/client.ts";
import { Panel, Problem } from "../../parts/panel.tsx";
import { act } from "../../state/notices.ts";
import { usePolled } from "../../state/polled.ts";
import { counted, timeText } from "../../words/format.ts";
import { EndCell } from "./end-cell.tsx";

export function RedfishSessionsPanel({ machine }: { readonly machine: string }) {
  const ask = async () => (await call("session.listRedfish", { machine })).sessions;
  const { value, error, read } = usePolled(machine, ask);
  const sessions = value.value ?? [];
  const end = (id: string) =>
    act(`Redfish session ${id} is ended`, async () => {
      await call("session.endRedfish", { machine, id });
      await read();
    });
  return (
    <Panel title="Redfish sessions" aside={<span>{counted(sessions.length, "session")}</span>}>
      <Problem text={error.value} />
      {sessions.length === 0 && <p class="empty">No Redfish session is open</p>}
      {sessions.length > 0 && (
        <table class="data">
          <caption class="sr">Open Redfish sessions, their users, log-ins and clients</caption>
          <thead>
            <tr>
              <th>ID</th>
              <th>User</th>
              <th>Since (UTC)</th>
              <th>Client</th>
              <th class="number">Idle</th>
              <th>
                <span class="sr">End</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.map(({ id, user, epochMs, peer, idleMs }) => (
              <tr key={id}>
                <td>{id}</td>
                <th scope="row">{user}</th>
                <td>{timeText(epochMs)}</td>
                <td>{peer}</td>
                <td class="number">{Math.floor(idleMs / 1000)} s</td>
                <EndCell what={`Redfish session ${id}`} end={() => end(id)} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
