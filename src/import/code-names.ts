/** Names of codes, as the configuration has them: "powerSupply" becomes "power supply". */

type Codes = Readonly<Record<string, number>>;

/** The first name there is. */
export function nameOfCode(code: number, codes: Codes): string | undefined {
  const [name] = Object.entries(codes).find(([, known]) => known === code) ?? [];
  return name?.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
