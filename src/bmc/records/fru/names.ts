/** Names of languages (FRU table 15-1) and of chassis types, which are SMBIOS's (§7.4.1). */
import { LayoutError } from "../../../codec/layout.ts";

/** Language codes from 1 up. */
const CODES =
  "aa ab af am ar as ay az ba be bg bh bi bn bo br ca co cs cy da de dz el en eo es et eu fa fi fj fo " +
  "fr fy ga gd gl gn gu ha hi hr hu hy ia ie ik in is it iw ja ji jw ka kk kl km kn ko ks ku ky la ln " +
  "lo lt lv mg mi mk ml mn mo mr ms mt my na ne nl no oc om or pa pl ps pt qu rm rn ro ru rw sa sd sg " +
  "sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw uk ur uz vi vo wo " +
  "xh yo zh zu";

/** Names by number. 0 also means English, on old devices. */
export const LANGUAGES: readonly string[] = ["", ...CODES.split(" ")];

export const ENGLISH = LANGUAGES.indexOf("en");

/**
 * Whether a language number is one of English's two. Text in other languages is Unicode, unless its encoding says
 * otherwise.
 */
export function isEnglish(language: number): boolean {
  return language === 0 || language === ENGLISH;
}

/** Names by number. */
export const CHASSIS_TYPES: readonly string[] = [
  ...["", "other", "unknown", "desktop", "low profile desktop", "pizza box", "mini tower", "tower", "portable"],
  ...["laptop", "notebook", "hand held", "docking station", "all in one", "sub notebook", "space-saving"],
  ...["lunch box", "main server chassis", "expansion chassis", "sub chassis", "bus expansion chassis"],
  ...["peripheral chassis", "raid chassis", "rack mount chassis", "sealed-case pc", "multi-system chassis"],
  ...["compact pci", "advanced tca", "blade", "blade enclosure", "tablet", "convertible", "detachable"],
  ...["iot gateway", "embedded pc", "mini pc", "stick pc"],
];

/** Returns the code of a name; a number is returned unchanged. */
export function codeOf(name: string | number, names: readonly string[]): number {
  if (typeof name === "number") return name;
  const code = names.indexOf(name);
  if (code > 0) return code;
  throw new LayoutError("value", `expected a code, or one of ${names.slice(1).join(", ")}; got ${name}`);
}

export function nameOf(code: number, names: readonly string[]): string | number {
  return names[code] || code;
}
