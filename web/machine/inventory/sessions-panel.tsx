/** Open sessions of IPMI over LAN. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { SessionEntry } from "../../../src/control/calls/session.ts";
import { call } from "../../api/client.ts";
import { MACHINE_EVERY_MS } from "../../limits.ts";
import { Panel, Problem } from "../../parts/panel.tsx";
import { act } from "../../state/notices.ts";
import { poll } from "../../state/poll.ts";
import { counted } from "../../words/format.ts";

export function SessionsPanel({ machine }: { readonly machine: string }) {
  const sessions = useSignal<readonly SessionEntry[]>([]);
  const error = useSignal<string | undefined>(undefined);
  const read = async () => {
    sessions.value = (await call("session.list", { machine })).sessions;
    error.value = undefined;
  };
  useEffect(
    () =>
      poll(read, MACHINE_EVERY_MS, (reason) => {
        error.value = reason;
      }),
    [machine],
  );
  const end = (id: number) =>
    act(`Session ${id} is ended`, async () => {
      await call("session.end", { machine, id });
      await read();
    });
  return (
    <Panel title="Sessions" aside={<span>{counted(sessions.value.length, "session")} over LAN</span>}>
      <Problem text={error.value} />
      {sessions.value.length === 0 && <p class="empty">No session is open</p>}
      {sessions.value.length > 0 && (
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
            {sessions.value.map(({ id, version, user, privilege, peer, idleMs }) => (
              <tr key={id}>
                <td class="number">{id}</td>
                <th scope="row">{user || <i>without a name</i>}</th>
                <td>{privilege}</td>
                <td>
                  {peer}, IPMI {version}
                </td>
                <td class="number">{Math.floor(idleMs / 1000)} s</td>
                <td>
                  <button type="button" class="quiet" aria-label={`End session ${id}`} onClick={() => void end(id)}>
                    End
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
