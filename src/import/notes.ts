/** Notes about what an import could not convert, with the reason, by line. */

/** A line of a text, or a place in a file of bytes. */
export interface Place {
  readonly file: string;
  /** Line number, from 1. */
  readonly line?: number;
  /** Part of the file, such as "record 3". */
  readonly part?: string;
}

export interface Note extends Place {
  readonly text: string;
}

export class Notes {
  readonly #list: Note[] = [];

  add(place: Place, text: string): void {
    this.#list.push({ ...place, text });
  }

  /** `file:line: what`, in the order of the files as they were read. */
  get lines(): readonly string[] {
    return this.#list.map(({ file, line, part, text }) => {
      return `${file}:${line === undefined ? "" : `${line}:`}${part === undefined ? "" : ` ${part}:`} ${text}`;
    });
  }
}
