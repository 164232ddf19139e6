/** Users of the LAN channel: who may log in, and with which privilege. */
import type { ArgumentsOf, ResultOf } from "../../../src/control/calls.ts";
import { call } from "../../api/client.ts";
import { Panel } from "../../parts/panel.tsx";
import { act } from "../../state/notices.ts";
import { spaced } from "../../words/format.ts";

type Privilege = NonNullable<ArgumentsOf<"user.set">["privilege"]>;
const PRIVILEGES: readonly Privilege[] = ["callback", "user", "operator", "administrator", "oem", "noAccess"];

interface UsersPanelProps {
  readonly machine: string;
  readonly list: ResultOf<"user.list">;
  readonly changed: () => Promise<void>;
}

export function UsersPanel({ machine, list, changed }: UsersPanelProps) {
  const { channel, users } = list;
  const set = (id: number, change: Omit<ArgumentsOf<"user.set">, "id">) =>
    act(`User ${id} is changed`, async () => {
      await call("user.set", { machine, channel, id, ...change });
      await changed();
    });
  return (
    <Panel title="Users" aside={<span>channel {channel}</span>}>
      <table class="data">
        <caption class="sr">Users, whether each may log in, and its privilege on the channel</caption>
        <thead>
          <tr>
            <th class="number">ID</th>
            <th>Name</th>
            <th>Enabled</th>
            <th>Privilege</th>
          </tr>
        </thead>
        <tbody>
          {users.map(({ id, name, enabled, privilege }) => (
            <tr key={id}>
              <td class="number">{id}</td>
              <th scope="row">{name || <i>without a name</i>}</th>
              <td>
                <input
                  type="checkbox"
                  aria-label={`User ${id} is enabled`}
                  checked={enabled}
                  onChange={({ currentTarget }) => void set(id, { enabled: currentTarget.checked })}
                />
              </td>
              <td>
                <select
                  aria-label={`Privilege of user ${id}`}
                  value={privilege}
                  onChange={({ currentTarget }) => void set(id, { privilege: currentTarget.value as Privilege })}
                >
                  {PRIVILEGES.map((each) => (
                    <option key={each} value={each}>
                      {spaced(each)}
                    </option>
                  ))}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
