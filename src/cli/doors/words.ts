/** Quoting for other programs' files, and a placeholder for passwords. */

/** Stands for a password, which no entry has. */
export const PASSWORD = "PASSWORD";

const PLAIN = /^[\w@%+=:,./-]+$/;

/** Quotes a word for a shell, if it needs quotes. */
export function shellWord(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Quotes a word for powerman's and conserver's files. */
export function quoted(word: string): string {
  return `"${word.replaceAll(/["\\]/g, "\\$&")}"`;
}

/** A Kubernetes name that resembles this one: lower-case letters, digits and hyphens. */
export function kubernetesName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^\da-z]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
}
