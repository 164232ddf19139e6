/** Every benchmark of docs/performance.md, one after the other, each writing its section. The arguments go to each. */
import { spawnSync } from "node:child_process";
import { SECTIONS } from "./sections.ts";

const failed = SECTIONS.filter(({ script, title }, index) => {
  console.log(`\n[${index + 1}/${SECTIONS.length}] ${title}: npm run ${script}`);
  const args = ["run", script, "--", "--report", ...process.argv.slice(2)];
  return spawnSync("npm", args, { stdio: "inherit" }).status !== 0;
});
for (const { script } of failed) console.error(`failed: npm run ${script}`);
process.exitCode = failed.length > 0 ? 1 : 0;
