/** The files that settings name, each read once for all machines of a configuration. */
import { hash } from "node:crypto";
import { readRegularFile, unreadable } from "../../os/regular-file.ts";
import { printPath } from "../schema/settings.ts";
import type { NamedFile } from "./file-names.ts";
import type { Problem } from "./problem.ts";

interface Read {
  /** Identifies the content. Absent: the file cannot be read. */
  readonly digest?: string;
  readonly problem?: string;
}

export class NamedFiles {
  readonly #read = new Map<string, Read>();

  problems(files: readonly NamedFile[]): readonly Problem[] {
    return files.flatMap(({ path, name }) => {
      const { problem } = this.#of(name);
      return problem ? [{ path, of: "value", sentence: `${printPath(path)} is ${name}: ${problem}` }] : [];
    });
  }

  /** Returns a digest of each file's content; undefined when one cannot be read. */
  digests(files: readonly NamedFile[]): readonly string[] | undefined {
    const digests = files.flatMap(({ name }) => this.#of(name).digest ?? []);
    return digests.length === files.length ? digests : undefined;
  }

  #of(name: string): Read {
    const read = this.#read.get(name) ?? readOf(name);
    this.#read.set(name, read);
    return read;
  }
}

function readOf(name: string): Read {
  try {
    return { digest: hash("sha256", readRegularFile(name)) };
  } catch (error) {
    return { problem: unreadable(error) };
  }
}
