/** Open sessions of IPMI over LAN. */
import { call } from "../../api/client.ts";
import { Panel, Problem } from "../../parts/panel.tsx";
import { act } from "../../state/notices.ts";
import { usePolled } from "../../state/polled.ts";
import { counted } from "../../words/format.ts";
import { EndCell } from "./end-cell.tsx";

export function SessionsPanel({ machine }: { readonly machine: string }) {
  const { value, error, read } = usePolled(machine, async () => (await call("session.list", { machine })).sessions);
  const sessions = value.value ?? [];
  const end = (id: number) =>
    act(`Session ${id} is ended`, async () => {
      await call("session.end", { machine, id });
      await read();
    });
  return (
    <Panel title="Sessions" aside={<span>{counted(sessions.length, "session")} over LAN</span>}>
      <Problem text={error.value} />
      {sessions.length === 0 && <p class="empty">No session is open</p>}
      {sessions.length > 0 && (
        <table class="data">
          <caption class="sr">Open sessions, their users, privileges and clients</caption>
          <thead>
            <tr>
              <th class="number">ID</th>
              <th>User</th>
              <th>Privilege</th>
              <th>Client</th>
              <th class="number">Idle</th>
              <th>
                <span class="sr">End</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.map(({ id, version, user, privilege, peer, idleMs }) => (
              <tr key={id}>
                <td class="number">{id}</td>
                <th scope="row">{user || <i>without a name</i>}</th>
                <td>{privilege}</td>
                <td>
                  {peer}, IPMI {version}
                </td>
                <td class="number">{Math.floor(idleMs / 1000)} s</td>
                <EndCell what={`session ${id}`} end={() => end(id)} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
