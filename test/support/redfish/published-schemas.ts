/** DMTF's JSON schemas in a folder, as a validator. Files that are not there match nothing. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { isJson } from "../../../src/redfish/resource.ts";

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const REFERENCE = /^https?:\/\/[^#]*\/([\w.-]+\.json)(#.*)?$/;

export class PublishedSchemas {
  readonly #folder: string;
  readonly #known = new Set<string>();
  /** Compiled schemas, by type. */
  readonly #checks = new Map<string, ValidateFunction>();
  // The schemas are of a draft of DMTF's own.
  readonly #ajv = new Ajv({
    ...{ strict: false, validateSchema: false, allErrors: true, inlineRefs: false },
    formats: { "date-time": DATE_TIME, uri: true, "uri-reference": true },
  });

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Returns the complaints about a value, by the type in it or by `type`: `#Fan.v1_6_0.Fan`. */
  complaints(value: unknown, type = isJson(value) ? `${value["@odata.type"]}` : ""): readonly string[] {
    const check = this.#checks.get(type) ?? this.#checkOf(type);
    this.#checks.set(type, check);
    if (check(value)) return [];
    return (check.errors ?? []).map(({ instancePath, message }) => `${type}${instancePath} ${message}`);
  }

  #checkOf(type: string): ValidateFunction {
    const [, file = "", definition = ""] = /^#(.*)\.(\w+)$/.exec(type) ?? [];
    return this.#ajv.compile({ $ref: `${this.#load(`${file}.json`)}#/definitions/${definition}` });
  }

  /** Reads a file and all that it refers to. Returns its address. */
  #load(name: string): string {
    const address = `http://published/${name}`;
    if (this.#known.has(name)) return address;
    this.#known.add(name);
    const text = readFileSync(join(this.#folder, name), "utf8");
    this.#ajv.addSchema({ ...(this.#local(JSON.parse(text)) as object), $id: address });
    return address;
  }

  #local(value: unknown): unknown {
    if (Array.isArray(value)) return newest(value).map((each) => this.#local(each));
    if (!isJson(value)) return value;
    const [, file, part = ""] = REFERENCE.exec(`${value["$ref"]}`) ?? [];
    if (file === undefined) {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.#local(each)]));
    }
    return existsSync(join(this.#folder, file)) ? { $ref: `${this.#load(file)}${part}` } : { not: {} };
  }
}

/** Drops all but the newest of the references to versions of one schema: a checkout of DMTF's repository has all. */
function newest(values: readonly unknown[]): readonly unknown[] {
  const versions = values.filter((value) => /\.v\d+_\d+_\d+\.json#/.test(`${isJson(value) && value["$ref"]}`));
  const order = new Intl.Collator("en", { numeric: true });
  const [last] = versions.toSorted((left, right) => order.compare(JSON.stringify(right), JSON.stringify(left)));
  return values.filter((value) => value === last || !versions.includes(value));
}

export interface RegistryMessage {
  readonly NumberOfArgs: number;
  readonly MessageSeverity: string;
}

/** The messages of a registry: `Base.1.22.1`. */
export function registryIn(folder: string, name: string): Readonly<Record<string, RegistryMessage>> {
  const file = readdirSync(folder).find((each) => each === `${name}.json`) ?? "";
  return JSON.parse(readFileSync(join(folder, file), "utf8")).Messages;
}
