/** `extends:`: the chain of files, personalities and templates under a configuration. */
import { readdirSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { packageFile } from "../../package-files.ts";
import { nearest } from "../../text/suggest.ts";
import { readConfigFile } from "./file.ts";
import { ConfigError } from "./problem.ts";
import { type Mapping, type Place, valuesOf, withEntries } from "./tree.ts";

/** A configuration that can be extended. */
export interface Base {
  /** No other has it. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly mapping: Mapping;
}

export type FindBase = (target: string, place: Place | undefined) => Base;

/**
 * Returns `top` and everything below it, weakest first. A base that several others extend counts once, at its weakest
 * position, so that it overrides nothing of theirs.
 *
 * @throws ConfigError when a base does not exist or extends itself
 */
export function layersOf(top: Base, find: FindBase): readonly Base[] {
  const layers = new Map<string, Base>();
  const visit = (base: Base, chain: readonly Base[]) => {
    if (layers.has(base.id)) return;
    const here = [...chain, base];
    for (const { target, place } of targetsOf(base.mapping)) {
      const next = find(target, place);
      const first = here.findIndex(({ id }) => id === next.id);
      if (first >= 0) {
        const circle = [...here.slice(first), next].map(({ name }) => name).join(" → ");
        throw new ConfigError([sentenceAt(place, `extends is circular: ${circle}; remove one of them`)]);
      }
      visit(next, here);
    }
    layers.set(base.id, { ...base, mapping: withEntries(base.mapping, { extends: undefined }) });
  };
  visit(top, []);
  return [...layers.values()];
}

function targetsOf({ entries }: Mapping): { readonly target: string; readonly place: Place | undefined }[] {
  const written = entries.get("extends")?.value;
  if (!written) return [];
  return (written.kind === "list" ? written.items : [written]).map((item) => {
    const target = valuesOf(item);
    if (typeof target === "string" && target !== "") return { target, place: item.place };
    const expected = `a personality (${personalities().join(", ")}), a file such as base.yaml, or a list of them`;
    throw new ConfigError([sentenceAt(item.place, `extends is ${JSON.stringify(target)}; expected ${expected}`)]);
  });
}

const EXAMPLES = packageFile("config/examples/");

/** Returns the names of the shipped configurations. */
function personalities(): readonly string[] {
  try {
    return readdirSync(EXAMPLES).flatMap((name) => (name.endsWith(".yaml") ? name.slice(0, -".yaml".length) : []));
  } catch {
    return [];
  }
}

/** Finds a personality by name, or a file relative to the one that contains `place`. */
export function findFile(target: string, place: Place | undefined, templates: readonly string[] = []): Base {
  const isFile = /\.ya?ml$|\//.test(target);
  if (!isFile && !personalities().includes(target)) {
    const known = [...templates, ...personalities()];
    const meant = nearest(target, known);
    const hint = meant
      ? `did you mean ${meant}?`
      : `expected one of ${known.join(", ")}, or a file such as ${target}.yaml`;
    const what = templates.length > 0 ? "neither a template nor a personality" : "not a personality";
    throw new ConfigError([sentenceAt(place, `extends: ${target} is ${what}; ${hint}`)]);
  }
  const path = isFile ? inDirectory(place?.source.directory, target) : join(EXAMPLES, `${target}.yaml`);
  return { id: resolve(path), name: path, mapping: readBase(path, place) };
}

function inDirectory(directory: string | undefined, name: string): string {
  return directory === undefined || isAbsolute(name) ? name : join(directory, name);
}

/**
 * Reads a base file. A problem with the file itself is reported where it is extended; problems inside it have their own
 * place.
 */
function readBase(path: string, place: Place | undefined): Mapping {
  try {
    return readConfigFile(path);
  } catch (error) {
    if (!(error instanceof ConfigError) || !error.message.startsWith(`${path}: `)) throw error;
    throw new ConfigError([sentenceAt(place, `extends: ${error.message}`)]);
  }
}

function sentenceAt(place: Place | undefined, sentence: string): string {
  if (!place) return sentence;
  const at = place.source.at(place.offset);
  // --extends and EXTERN_BMC_EXTENDS name the setting already.
  return `${at}: ${/extends$/i.test(at) ? sentence.replace(/^extends: /, "") : sentence}`;
}
