/** A machine that is a file, whose content is its power. Its program writes down what it is told to set. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PROGRAM = `
cd "$(dirname "$0")"
[ "$1" = set ] || { echo "power:$(cat state)"; exit; }
echo "$2 $3" >> calls
case $2 in power) echo "$3" > state ;; shutdown) echo 0 > state ;; esac
`;

/** Writes the program into an empty directory. `command`: for power.command. `calls`: what was set so far. */
export function chassisFile(directory: string) {
  const [program, calls] = [join(directory, "chassis.sh"), join(directory, "calls")];
  writeFileSync(program, PROGRAM);
  writeFileSync(join(directory, "state"), "1");
  writeFileSync(calls, "");
  return { command: `sh ${program}`, calls: () => readFileSync(calls, "utf8").split("\n").filter(Boolean) };
}
