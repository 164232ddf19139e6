/**
 * The requests to the BMCs for one command.
 *
 * Its first valid request makes two more: one byte short (where it has data) and one byte long. In a request,
 * "{0a 42}" stands for what that BMC has just answered to 0A/42h: its reservation.
 */
export interface Asked {
  /** "netFn cmd" */
  readonly command: string;
  /** Requests, in words of data, that we answer with success. */
  readonly valid: readonly string[];
  /** Requests of the right length that we refuse. */
  readonly bad?: readonly string[];
  /** Requests made before each of the valid ones, for their effect; their answers are not compared. */
  readonly given?: readonly string[];
  /** Reason why no request has a field to refuse, where none is valid but some have data. */
  readonly anyField?: string;
  /** Section by which a request with a byte less, or more, is valid too. */
  readonly shorter?: string;
  readonly longer?: string;
  /** Reason why no request succeeds here. */
  readonly refused?: string;
  /** Bytes of an answer with the time: "??" in their place. */
  readonly moving?: string;
}

export interface Question {
  readonly request: string;
  readonly command: string;
  readonly kind: "short" | "long" | "bad" | "valid";
  readonly given: readonly string[];
  readonly moving: string | undefined;
}

/** Every request in its order: the broken ones of a command come before those that may change something. */
export function questionsOf(asked: readonly Asked[]): Question[] {
  return asked.flatMap(({ command, valid, bad = [], given = [], moving }) => {
    const [first = ""] = valid;
    const all = [
      ...(first === "" ? [] : [{ kind: "short", data: withoutLastByte(first), given: [] } as const]),
      { kind: "long", data: `${first} 00`, given: [] } as const,
      ...bad.map((data) => ({ kind: "bad", data, given: [] }) as const),
      ...valid.map((data) => ({ kind: "valid", data, given }) as const),
    ];
    return all.map(({ kind, data, given }) => ({ request: joined(command, data), command, kind, given, moving }));
  });
}

/** Text in braces is a request whose answer has no fixed length. */
function withoutLastByte(data: string): string {
  return data.endsWith("}") ? data.replace(/\{[^}]*\}$/, "ff") : data.replace(/ ?\w\w$/, "");
}

function joined(command: string, data: string): string {
  return `${command} ${data.trim()}`.trim();
}
