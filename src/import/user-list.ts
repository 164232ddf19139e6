/** Converts the output of `ipmitool user list` to `users`. It lacks passwords and which users are disabled. */
import type { Notes } from "./notes.ts";
import type { Settings } from "./settings.ts";

const HEAD = /^ID\s+Name\s/;
/** Columns as ipmitool prints them. A name may contain blanks or be longer than its column. */
const ROW = /^(\d+) *(.{17,}?)(true|false) +(true|false) +(true|false) +(\S.*?)\s*$/;

const PRIVILEGES: Readonly<Record<string, string>> = {
  CALLBACK: "callback",
  USER: "user",
  OPERATOR: "operator",
  ADMINISTRATOR: "administrator",
  OEM: "oem",
  "NO ACCESS": "noAccess",
};

const MAX_ID = 63;
const NAME = /^[ -~]{0,16}$/;

export function readUserList(file: string, text: string, notes: Notes): Settings {
  const accounts: Settings[] = [];
  let maximum = 1;
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const at = { file, line: index + 1 };
    if (content.trim() === "" || HEAD.test(content)) continue;
    const [, number, written = "", callIn, link, messaging, level = ""] = ROW.exec(content) ?? [];
    const id = Number(number);
    const name = written.trim();
    if (number === undefined || id < 1 || id > MAX_ID || !NAME.test(name)) {
      notes.add(at, `dropped, not a row of user list: ${content.trim()}`);
      continue;
    }
    maximum = Math.max(maximum, id);
    if (accounts.some((account) => account["id"] === id)) {
      notes.add(at, `dropped: user ${id} already exists`);
      continue;
    }
    if (!Object.hasOwn(PRIVILEGES, level)) notes.add(at, `noAccess in place of an unknown privilege: ${level}`);
    const rights = {
      ...(messaging === "false" ? { ipmiMessaging: false } : {}),
      ...(link === "true" ? { linkAuthentication: true } : {}),
      ...(callIn === "false" ? { restrictedToCallback: true } : {}),
    };
    const privilegeLimit = (Object.hasOwn(PRIVILEGES, level) && PRIVILEGES[level]) || "noAccess";
    const isUnused = name === "" && messaging === "false" && link === "false" && privilegeLimit === "noAccess";
    if (isUnused && callIn === "true") continue;
    if (id === 1 && name !== "") notes.add(at, `user 1 has no name by the specification: dropped ${name}`);
    accounts.push({ id, ...(id === 1 ? {} : { name }), privilegeLimit, ...rights });
  }
  return { maximum, accounts };
}
