/** Stored state of a machine as text. */
import type { PortableState } from "../../store/portable.ts";
import { screenWidth } from "./screen.ts";
import { table } from "./table.ts";

/** Most characters of a value on a terminal; a pipe gets all. */
const VALUE_WIDTH = 60;
/** Text in place of a secret. */
const HIDDEN = "(hidden)";

/** Parts that are secrets, and never shown. */
export function withoutSecrets(state: PortableState): PortableState {
  const controllers = Object.entries(state.controllers).map(([address, controller]) => {
    const { users = {}, securityKeys = {}, httpsIdentity = {} } = controller.values;
    const named = Object.entries(users).map(([id, user]) => [id, { ...Object(user), password: HIDDEN }]);
    const values = {
      ...controller.values,
      ...(named.length > 0 && { users: Object.fromEntries(named) }),
      ...("keys" in securityKeys && { securityKeys: { keys: HIDDEN } }),
      ...(httpsIdentity["pair"] ? { httpsIdentity: { pair: { ...Object(httpsIdentity["pair"]), key: HIDDEN } } } : {}),
    };
    return [address, { ...controller, values }];
  });
  return { ...state, controllers: Object.fromEntries(controllers) };
}

export function stateInWords({ machine, controllers }: PortableState): string {
  const rows = Object.entries(controllers).flatMap(([address, { values, records }]) => [
    ...Object.entries(values).flatMap(([part, items]) =>
      Object.entries(items).map(([item, value]) => [address, part, item, shortened(JSON.stringify(value))]),
    ),
    ...Object.entries(records).map(([list, all]) => [address, list, "records", String(all.length)]),
  ]);
  if (rows.length === 0) return `${machine}: nothing is kept; it starts as configured`;
  return table(["Controller", "Part", "Item", "Value"], rows);
}

function shortened(text: string): string {
  return text.length > VALUE_WIDTH && Number.isFinite(screenWidth()) ? `${text.slice(0, VALUE_WIDTH - 1)}…` : text;
}
