/** Rewrites messages of commander in our form: "X is Y; expected Z", and what to do. */

/** @param path the command that was called, such as "extern-bmc fault add" */
export function usageSentence(text: string, path: string): string {
  const [, cause = "", meant] = /^error: (.*?)\.?(?:\n\(Did you mean (.*)\?\))?$/s.exec(text.trim()) ?? [
    "",
    text.trim(),
  ];
  const sentence = meant ? undefined : guess(cause, path);
  return `extern-bmc: ${sentence ?? `${plain(cause)}; ${meant ? `did you mean ${meant}?` : `see ${path} --help`}`}\n`;
}

/** Sentences for what people probably meant, by command and message. `$1` is the group of the pattern. */
const GUESSES: readonly (readonly [command: RegExp, cause: RegExp, sentence: string])[] = [
  [
    /^extern-bmc (?:serve|qemu-args)$/,
    /^too many arguments .* got 1: (\S+\.(?:ya?ml|json))$/,
    "$1 stands without an option; expected -c $1",
  ],
  [
    /^extern-bmc (?:serve|qemu-args)$/,
    /^too many arguments .* got 1: (\S+\.(?:conf|emu))$/,
    "$1 looks like a file of ipmi_sim; extern-bmc import --ipmi-sim LAN.CONF -o bmc.yaml makes a configuration of it",
  ],
  [
    /^extern-bmc run$/,
    /^unknown option/,
    "QEMU's command line stands behind --: extern-bmc run [options] -- qemu-system-x86_64 …",
  ],
  [
    /^extern-bmc lab firmware$/,
    /^unknown option '(-[a-z]\w.*)'$/,
    "QEMU's arguments stand behind --: extern-bmc lab firmware IMAGE -- $1 …",
  ],
  [
    /^extern-bmc$/,
    /^unknown option '(-[cl]|--config|--listen|--extends|--state)(?:=.*)?'$/,
    "$1 stands without a command; expected one such as extern-bmc serve $1 …",
  ],
  [
    /^extern-bmc$/,
    /^unknown option '(-[sm]|--socket|--machine|--json)(?:=.*)?'$/,
    "$1 stands without a command; expected one such as extern-bmc status $1 …",
  ],
];

function guess(cause: string, path: string): string | undefined {
  for (const [command, pattern, sentence] of GUESSES) {
    const found = command.test(path) ? pattern.exec(cause) : null;
    if (found) return sentence.replaceAll("$1", () => found[1] ?? "");
  }
  return undefined;
}

const NO_VALUE = /^option '(?:-\w, )?(?<name>--[\w-]+) (?<value><.*>)' argument missing$/;
const WRONG_OPTION = /^option '(?:-\w, )?(?<name>--[\w-]+).*?' argument '(?<value>.*)' is invalid\. (?<expected>.*)$/s;
const WRONG_ARGUMENT =
  /^command-argument value '(?<value>.*)' is invalid for argument '(?<name>.*?)'\. (?<expected>.*)$/s;
const TOO_MANY =
  /^too many arguments for '(?<name>.*?)'\. Expected (?<most>\d+) arguments? but got \d+: (?<given>.*)$/s;

const MISSING_ARGUMENT = /^missing required argument '(?<name>.*)'$/;
const MISSING_OPTION = /^required option '(?:-\w, )?(?<name>--[\w-]+)(?<value> .*)?' not specified$/;
const CONFLICT =
  /^option '(?:-\w, )?(?<one>--[\w-]+).*?' cannot be used with option '(?:-\w, )?(?<other>--[\w-]+).*?'$/;

function plain(cause: string): string {
  const absent = (MISSING_ARGUMENT.exec(cause) ?? MISSING_OPTION.exec(cause))?.groups;
  if (absent) {
    const { name = "", value = "" } = absent;
    return `${name} is missing; expected ${name.startsWith("-") ? `${name}${value}` : `<${name}>`}`;
  }
  const conflict = CONFLICT.exec(cause)?.groups;
  if (conflict) return `${conflict["one"]} and ${conflict["other"]} exclude each other; give one of them`;
  const missing = NO_VALUE.exec(cause)?.groups;
  if (missing) return `${missing["name"]} has no value; expected ${missing["name"]} ${missing["value"]}`;
  const tooMany = TOO_MANY.exec(cause)?.groups;
  if (tooMany) {
    const most = tooMany["most"] === "0" ? "no argument" : `at most ${tooMany["most"]}`;
    return `too many arguments: ${tooMany["given"]}; ${tooMany["name"]} takes ${most}`;
  }
  const { name, value = "", expected = "" } = (WRONG_OPTION.exec(cause) ?? WRONG_ARGUMENT.exec(cause))?.groups ?? {};
  if (name === undefined) return cause;
  const shown = value.trim() !== "" && Number.isFinite(Number(value)) ? value : JSON.stringify(value);
  return `${name} is ${shown}; ${expected.replace(/^Allowed choices are /, "expected one of ")}`;
}
