/** The order of a command line as commander reads it: command, arguments, options. */

/** Options of the commands for a daemon that runs, which people also write before the command; true: with a value. */
const SHARED: Readonly<Record<string, boolean>> = { "--socket": true, "--machine": true, "-m": true, "--json": false };

/** Moves shared options that stand before the command behind it, and makes "help COMMAND" of it "COMMAND --help". */
export function inOrder(args: readonly string[], commands: readonly string[]): readonly string[] {
  const [first, ...rest] = args;
  if (first === "help") return [...rest, "--help"];
  const count = sharedOptions(args);
  const command = args[count];
  if (count === 0 || command === undefined || !commands.includes(command)) return args;
  const [options, line] = [args.slice(0, count), args.slice(count)];
  const end = line.includes("--") ? line.indexOf("--") : line.length;
  return [...line.slice(0, end), ...options, ...line.slice(end)];
}

/** The number of leading arguments that are shared options and their values. */
function sharedOptions(args: readonly string[]): number {
  let count = 0;
  for (let next = args[0]; next !== undefined; next = args[count]) {
    const [name = "", value] = next.split("=", 2);
    const takesValue = Object.hasOwn(SHARED, name) ? SHARED[name] : undefined;
    if (takesValue === undefined) return count;
    count += takesValue && value === undefined ? 2 : 1;
  }
  return count;
}
