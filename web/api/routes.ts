/** Method and path of each call: `GET /machines/{machine}/power`. The bundle has only their text. */
import { calls } from "../../src/control/calls.ts";

export const routes: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(calls).map(([name, { route }]) => [name, route]),
);
