/** Authentication types by privilege, which the lines allowed_auths_… of lan.conf give. */
import { type Settings, said } from "../settings.ts";
import { ArgumentError, type Arguments } from "./arguments.ts";

const LEVELS: Readonly<Record<string, string>> = {
  allowed_auths_callback: "callback",
  allowed_auths_user: "user",
  allowed_auths_operator: "operator",
  allowed_auths_admin: "administrator",
};

const TYPES: Readonly<Record<string, string>> = { none: "none", md2: "md2", md5: "md5", straight: "password" };

/** Takes the authentication types at the end of a line. */
export function typesIn(args: Arguments): readonly string[] {
  const types = args.rest();
  const unknown = types.find((type) => !Object.hasOwn(TYPES, type));
  if (unknown !== undefined) throw new ArgumentError(`there is no authentication type ${unknown}`);
  return types;
}

export class AllowedAuths {
  readonly #levels = new Map<string, ReadonlySet<string>>();

  static has(word: string): boolean {
    return Object.hasOwn(LEVELS, word);
  }

  /** Takes a line. As in ipmi_sim, the last one of a privilege counts. */
  take(word: string, args: Arguments): void {
    this.#levels.set(LEVELS[word] ?? word, new Set(typesIn(args).map((type) => TYPES[type] ?? type)));
  }

  /** Returns the types of the LAN that are not among a user's own. */
  moreThan(own: readonly string[]): readonly string[] {
    const ofLan = new Set([...this.#levels.values()].flatMap((types) => [...types]));
    return Object.keys(TYPES).filter((type) => ofLan.has(TYPES[type] ?? type) && !own.includes(type));
  }

  /** Settings of the section `lan`. A privilege without a line has no types: ipmi_sim lets nobody log in with it. */
  get settings(): Settings {
    const allowedAt = (level: string) => this.#levels.get(level) ?? new Set();
    const levels = Object.values(LEVELS);
    const inOrder = (isAllowed: (type: string) => boolean) => Object.values(TYPES).filter(isAllowed);
    const all = inOrder((type) => levels.some((level) => allowedAt(level).has(type)));
    const fewer = levels.filter((level) => allowedAt(level).size < all.length);
    const enables = fewer.map((level) => [level, inOrder((type) => allowedAt(level).has(type))]);
    return said({
      authenticationTypes: all,
      authenticationEnables: fewer.length > 0 ? Object.fromEntries(enables) : undefined,
    });
  }
}
