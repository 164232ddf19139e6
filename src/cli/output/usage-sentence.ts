/** Rewrites messages of commander in our form: "X is Y; expected Z", and what to do. */

/** @param path the command that was called, such as "extern-bmc fault add" */
export function usageSentence(text: string, path: string): string {
  const file = /^error: too many arguments for '(?:serve|qemu-args)'.* got 1: (?<name>\S+\.ya?ml)\.$/.exec(text.trim());
  if (file)
    return `extern-bmc: ${file.groups?.["name"]} stands without an option; expected -c ${file.groups?.["name"]}\n`;
  if (path === "extern-bmc run" && /unknown option/.test(text) && !/Did you mean/.test(text)) {
    return `extern-bmc: QEMU's command line stands behind --: extern-bmc run [options] -- qemu-system-x86_64 …\n`;
  }
  const [, cause, meant] = /^error: (.*?)\.?(?:\n\(Did you mean (.*)\?\))?$/s.exec(text.trim()) ?? ["", text.trim()];
  return `extern-bmc: ${plain(cause ?? "")}; ${meant ? `did you mean ${meant}?` : `see ${path} --help`}\n`;
}

const NO_VALUE = /^option '(?:-\w, )?(?<name>--[\w-]+) (?<value><.*>)' argument missing$/;
const WRONG_OPTION = /^option '(?:-\w, )?(?<name>--[\w-]+).*?' argument '(?<value>.*)' is invalid\. (?<expected>.*)$/s;
const WRONG_ARGUMENT =
  /^command-argument value '(?<value>.*)' is invalid for argument '(?<name>.*?)'\. (?<expected>.*)$/s;

function plain(cause: string): string {
  const missing = NO_VALUE.exec(cause)?.groups;
  if (missing) return `${missing["name"]} has no value; expected ${missing["name"]} ${missing["value"]}`;
  const { name, value = "", expected = "" } = (WRONG_OPTION.exec(cause) ?? WRONG_ARGUMENT.exec(cause))?.groups ?? {};
  if (name === undefined) return cause;
  const shown = value.trim() !== "" && Number.isFinite(Number(value)) ? value : JSON.stringify(value);
  return `${name} is ${shown}; ${expected.replace(/^Allowed choices are /, "expected one of ")}`;
}
