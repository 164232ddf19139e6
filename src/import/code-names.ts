/** Names of codes as the configuration writes them: "powerSupply" becomes "power supply". */

type Codes = Readonly<Record<string, number>>;

/** Returns the first name of a code. */
export function nameOfCode(code: number, codes: Codes): string | undefined {
  const [name] = Object.entries(codes).find(([, known]) => known === code) ?? [];
  return name?.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
