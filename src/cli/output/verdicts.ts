/** Verdicts of assertions as text. */
import type { Verdict } from "../../assertions/assertion.ts";
import { UnmetError } from "../../service/errors.ts";
import { bad, good } from "./style.ts";

/** Prints all verdicts. @throws UnmetError afterwards, if one is not met */
export function report(verdicts: readonly Verdict[], json: boolean, output: NodeJS.WriteStream = process.stdout): void {
  if (json) output.write(`${JSON.stringify(verdicts)}\n`);
  else for (const verdict of verdicts) output.write(`${verdictText(verdict, output)}\n`);
  const unmet = verdicts.filter(({ met }) => !met).length;
  if (unmet > 0) throw new UnmetError(`${unmet} of ${verdicts.length} assertions unmet`);
}

function verdictText({ assertion, met, nearest }: Verdict, stream: NodeJS.WriteStream): string {
  if (met) return `${good("met  ", stream)} ${assertion}`;
  return `${bad("UNMET", stream)} ${assertion}\n      ${nearest}`;
}
