/** Completion scripts for bash, zsh and fish. */
import type { Command, Option } from "commander";

/** A place in the tree of commands, such as `sensor set`, and the words that may follow. */
interface Place {
  /** Subcommands that lead here, without the program's name. */
  readonly path: readonly string[];
  readonly subcommands: readonly Command[];
  readonly options: readonly Option[];
  /** Choices of its arguments, if they are known. */
  readonly choices: readonly string[];
}

const PROGRAM = "extern-bmc";

export function completionScript(shell: "bash" | "zsh" | "fish", program: Command): string {
  const places = placesIn(program, []);
  return shell === "bash" ? bash(places) : shell === "zsh" ? zsh(places) : fish(places);
}

function placesIn(command: Command, path: readonly string[]): readonly Place[] {
  const help = command.createHelp();
  const place = {
    path,
    subcommands: command.commands,
    options: help.visibleOptions(command),
    choices: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  };
  return [place, ...command.commands.flatMap((inner) => placesIn(inner, [...path, inner.name()]))];
}

/** Returns the words that may come next, except file names. */
function wordsAt({ subcommands, options, choices }: Place): readonly string[] {
  const flags = options.flatMap(({ short, long }) => [short, long].filter((flag) => flag !== undefined));
  return [...subcommands.map((command) => command.name()), ...choices, ...flags];
}

/** Values of each option that takes one; none if they are not known (then the shell offers files). */
function valued({
  options,
}: Place): readonly { readonly flags: readonly string[]; readonly choices: readonly string[] }[] {
  return options
    .filter(({ required, optional }) => required || optional)
    .map(({ short, long, argChoices }) => ({
      flags: [short, long].filter((flag) => flag !== undefined),
      choices: argChoices ?? [],
    }));
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function bash(places: readonly Place[]): string {
  const cases = places.map((place) => {
    const values = valued(place).map(({ flags, choices }) => {
      const offer = choices.length > 0 ? `words=${quoted(choices.join(" "))}` : "files=1";
      return `        ${flags.map((flag) => quoted(`${place.path.join(" ")}:${flag}`)).join("|")}) ${offer} ;;`;
    });
    return { words: `    ${quoted(place.path.join(" "))}) words=${quoted(wordsAt(place).join(" "))} ;;`, values };
  });
  const paths = places.map(({ path }) => quoted(path.join(" "))).join("|");
  return `# bash completion for ${PROGRAM}
_extern_bmc() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} place='' next words='' files='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    next="\${place:+$place }\${COMP_WORDS[i]}"
    case $next in ${paths}) place=$next ;; esac
  done
  case $place in
${cases.map(({ words }) => words).join("\n")}
  esac
  case $place:$previous in
${cases.flatMap(({ values }) => values).join("\n")}
  esac
  if [[ $files ]]; then COMPREPLY=($(compgen -f -- "$current"))
  else COMPREPLY=($(compgen -W "$words" -- "$current")); fi
}
complete -o default -F _extern_bmc ${PROGRAM}
`;
}

function zsh(places: readonly Place[]): string {
  const described = (words: readonly (readonly [string, string])[]) =>
    words.map(([word, text]) => quoted(`${word.replaceAll(":", "\\:")}:${text}`)).join(" ");
  const cases = places.map((place) => {
    const { subcommands, options, choices, path } = place;
    const entries: (readonly [string, string])[] = [
      ...subcommands.map((command) => [command.name(), command.description()] as const),
      ...choices.map((choice) => [choice, ""] as const),
      ...options.flatMap(({ short, long, description }) =>
        [short, long].flatMap((flag) => (flag === undefined ? [] : [[flag, description] as const])),
      ),
    ];
    const values = valued(place).map(({ flags, choices: given }) => {
      const offer = given.length > 0 ? `words=(${given.map(quoted).join(" ")})` : "files=1";
      return `    ${flags.map((flag) => quoted(`${path.join(" ")}:${flag}`)).join("|")}) ${offer} ;;`;
    });
    return { words: `    ${quoted(path.join(" "))}) words=(${described(entries)}) ;;`, values };
  });
  const paths = places.map(({ path }) => quoted(path.join(" "))).join("|");
  return `#compdef ${PROGRAM}
_extern_bmc() {
  local place='' next files='' previous=\${words[CURRENT-1]} i
  local -a line=("\${words[@]}") words
  for ((i = 2; i < CURRENT; i++)); do
    next="\${place:+$place }\${line[i]}"
    case $next in ${paths}) place=$next ;; esac
  done
  case $place in
${cases.map(({ words }) => words).join("\n")}
  esac
  case $place:$previous in
${cases.flatMap(({ values }) => values).join("\n")}
  esac
  if [[ -n $files ]]; then _files; else _describe ${quoted(PROGRAM)} words || _files; fi
}
compdef _extern_bmc ${PROGRAM}
`;
}

function fish(places: readonly Place[]): string {
  const lines = places.flatMap((place) => {
    const { path, subcommands, choices, options } = place;
    const here = `-n ${quoted(`__extern_bmc_at ${path.map(quoted).join(" ")}`)}`;
    const word = (name: string, text: string) =>
      `complete -c ${PROGRAM} ${here} -f -a ${quoted(name)} -d ${quoted(text)}`;
    return [
      ...subcommands.map((command) => word(command.name(), command.description())),
      ...choices.map((choice) => word(choice, "")),
      ...options.map(({ short, long, description, required, argChoices }) => {
        const flags = [short && `-s ${short.slice(1)}`, long && `-l ${long.slice(2)}`].filter(Boolean).join(" ");
        const takes = argChoices ? ` -x -a ${quoted(argChoices.join(" "))}` : required ? " -r" : "";
        return `complete -c ${PROGRAM} ${here} ${flags}${takes} -d ${quoted(description)}`;
      }),
    ];
  });
  const known = places.map(({ path }) => quoted(path.join(" "))).join(" ");
  return `# fish completion for ${PROGRAM}
function __extern_bmc_at
  set -l place
  for word in (commandline -opc)[2..-1]
    if contains -- "$place $word" ${known.replaceAll("' '", "' '")}
      set place "$place $word"
    else if test -z "$place"; and contains -- "$word" ${known}
      set place "$word"
    end
  end
  test "$place" = "$argv"
end
${lines.join("\n")}
`;
}
