/** A LAN session at any machine, to ask over the LAN what is otherwise asked in-band. */
import type { Machine } from "../../../src/machine.ts";
import { type ConsoleSession, logIn, logIn15 } from "./lan-console.ts";
import { lanOf } from "./lan-machine.ts";

const NAME = "tester";
const PASSWORD = "secret";

/** Makes an administrator of the last user ID. False: that ID's name is fixed. */
export function makeTester({ bmc: { users, options } }: Machine): boolean {
  const id = users.maximum;
  if (id <= users.fixedNames) return false;
  users.setName(id, Buffer.from(NAME.padEnd(16, "\0")));
  users.setPassword(id, Buffer.from(PASSWORD.padEnd(16, "\0")));
  users.enable(id, true);
  users.setAccess(id, options.lan.channel, { ipmiMessaging: true, privilegeLimit: 4 });
  return true;
}

/** Makes that administrator and logs in. Undefined: the machine's settings allow no session. */
export function sessionAt(to: Machine): ConsoleSession | undefined {
  if (!to.lan || !makeTester(to)) return undefined;
  const side = lanOf(to);
  const user = { name: NAME, password: PASSWORD };
  for (const suite of to.bmc.lan.cipherSuites) {
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
