/** A LAN session at any machine, to ask over the LAN what is otherwise asked in-band. */
import type { Machine } from "../../../src/machine.ts";
import { type ConsoleSession, logIn, logIn15 } from "./lan-console.ts";
import { lanOf } from "./lan-machine.ts";

const NAME = "tester";
const PASSWORD = "secret";

/** Logs in as an administrator, whom it makes of the last user ID. Undefined: the machine's settings allow no session. */
export function sessionAt(to: Machine): ConsoleSession | undefined {
  const { users, lan, options } = to.bmc;
  const id = users.maximum;
  if (!to.lan || id <= users.fixedNames) return undefined;
  users.setName(id, Buffer.from(NAME.padEnd(16, "\0")));
  users.setPassword(id, Buffer.from(PASSWORD.padEnd(16, "\0")));
  users.enable(id, true);
  users.setAccess(id, options.lan.channel, { ipmiMessaging: true, privilegeLimit: 4 });
  const side = lanOf(to);
  const user = { name: NAME, password: PASSWORD };
  for (const suite of lan.cipherSuites) {
    const session = orNone(() => logIn(side, { ...user, suite }));
    if (session) return session;
  }
  return orNone(() => logIn15(side, user));
}

/** A log-in that is refused throws. */
function orNone(login: () => ConsoleSession): ConsoleSession | undefined {
  try {
    return login();
  } catch {
    return undefined;
  }
}
