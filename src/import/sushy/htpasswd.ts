/** Users of a file that htpasswd writes: NAME:HASH. No password can be read from it. */
import type { Notes } from "../notes.ts";
import type { Settings } from "../settings.ts";

/** User 1 has no name, and there are ten user IDs by default. */
const FIRST_ID = 2;
const MOST = 9;
const VALID_NAME = /^[ -~]{1,16}$/;

export function accountsIn({ file, text }: { file: string; text: string }, notes: Notes): readonly Settings[] {
  const names = new Set<string>();
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const note = (what: string) => notes.add({ file, line: index + 1 }, what);
    const [name = "", hash] = content.split(":", 2);
    if (content.trim() === "" || content.startsWith("#")) continue;
    if (hash === undefined) note("dropped: expected NAME:HASH");
    else if (!VALID_NAME.test(name)) note("dropped: the user: a name has 1 to 16 characters");
    else if (names.size === MOST) note("dropped: the user: there are ten user IDs, of which nine can have names");
    else if (!names.has(name)) {
      names.add(name);
      note(`${name} has no password yet: the file has only its hash; set one in users.accounts`);
    }
  }
  return [...names].map((name, index) => ({ id: FIRST_ID + index, name, password: "" }));
}
