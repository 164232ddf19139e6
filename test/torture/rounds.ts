/** Rounds in which a trial disturbs a daemon that serves a guest. */
import type { GuestedHouse } from "./guested-house.ts";
import type { TrialTools } from "./trial.ts";

/** Rounds with one daemon. */
export const LIFE = 10;

/** Rounds of a daemon that is killed after some of them; `round` disturbs it. Everything answered must be there. */
export async function rounds(
  times: number,
  one: GuestedHouse,
  { done }: TrialTools,
  round: () => Promise<string[]>,
): Promise<string[]> {
  const findings: string[] = [];
  await one.start();
  for (let number = 1; number <= times; number++) {
    findings.push(...(await round()));
    if (number % LIFE === 0 || number === times) {
      await one.kill();
      await one.start();
      findings.push(...(await one.problems()));
    }
    done();
  }
  await one.kill();
  return findings;
}
