import type { Machine } from "../../../src/machine.ts";
import { ask } from "./machine.ts";

const SENSOR_TYPE_AT = 13;

/** Records of the SEL, from the first on: sensor type, number, event type, event data, in hex. */
export function loggedEvents(to: Machine): readonly string[] {
  const events: string[] = [];
  for (let id = "00 00"; id !== "ff ff"; ) {
    const answer = ask(to, `0a 43 00 00 ${id} 00 ff`).split(" ");
    if (answer[0] !== "00") return events;
    events.push(answer.slice(SENSOR_TYPE_AT).join(" "));
    id = answer.slice(1, 3).join(" ");
  }
  return events;
}
