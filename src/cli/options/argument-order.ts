/** The order of a command line as commander reads it: command, arguments, options. */

/** Options of many commands, which people also write before the command; true: with a value. */
const SHARED: Readonly<Record<string, boolean>> = {
  "--socket": true,
  "-s": true,
  "--machine": true,
  "-m": true,
  "--config": true,
  "-c": true,
  "--json": false,
  "--help": false,
  "-h": false,
};

/** Options of the program itself. */
const OWN: ReadonlySet<string> = new Set(["-V", "--version", "--print-capabilities"]);

/**
 * Moves options that stand before the command behind it, where the command reads or refuses them, and makes
 * "help COMMAND" of it "COMMAND --help". "lab run --firmware IMAGE" becomes "lab firmware IMAGE".
 */
export function inOrder(args: readonly string[], commands: readonly string[]): readonly string[] {
  const [first = "", ...rest] = args;
  if (first === "help") return [...rest, "--help"];
  if (first === "lab" && rest[0] === "run") return firmwareRun(args);
  if (OWN.has(first)) return args;
  const count = leadingOptions(args, commands);
  const command = args[count];
  if (count === 0 || command === undefined || !commands.includes(command)) return args;
  const [options, line] = [args.slice(0, count), args.slice(count)];
  const end = line.includes("--") ? line.indexOf("--") : line.length;
  return [...line.slice(0, end), ...options, ...line.slice(end)];
}

/** The number of leading arguments that are options and their values. An unknown option has no command for a value. */
function leadingOptions(args: readonly string[], commands: readonly string[]): number {
  let count = 0;
  for (let next = args[0]; next?.startsWith("-") && next !== "--"; next = args[count]) {
    const [name = "", value] = next.split("=", 2);
    const following = args[count + 1] ?? "";
    const takesValue = Object.hasOwn(SHARED, name)
      ? SHARED[name]
      : !following.startsWith("-") && !commands.includes(following);
    count += takesValue && value === undefined ? 2 : 1;
  }
  return count;
}

const FIRMWARE = "--firmware";

function firmwareRun(args: readonly string[]): readonly string[] {
  const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  const at = own.findIndex((arg) => arg === FIRMWARE || arg.startsWith(`${FIRMWARE}=`));
  const option = own[at];
  if (option === undefined) return args;
  const count = option === FIRMWARE ? 2 : 1;
  const image = count === 2 ? own.slice(at + 1, at + 2) : [option.slice(FIRMWARE.length + 1)];
  return ["lab", "firmware", ...image, ...args.slice(2, at), ...args.slice(at + count)];
}
