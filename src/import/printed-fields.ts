/** ipmitool's "Key : value" lines. A line without a key belongs to the field above it. */

export interface PrintedField {
  /** Line number, from 1. */
  readonly line: number;
  readonly key: string;
  readonly value: string;
  /** The lines below it, trimmed. */
  readonly more: readonly { readonly line: number; readonly text: string }[];
}

const FIELD = /^(\S[^:]*?)\s*:(?:\s(.*))?$/;
/** A continuation line, such as " : User : MD5". */
const CONTINUED = /^\s+:?\s*(\S.*)$/;

/** Reads the fields. Calls `unread` with each line that is neither a field nor a continuation. */
export function printedFields(text: string, unread: (line: number, text: string) => void): readonly PrintedField[] {
  const fields: (PrintedField & { more: { line: number; text: string }[] })[] = [];
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    if (content.trim() === "") continue;
    const [, key, value = ""] = FIELD.exec(content) ?? [];
    const [, continued] = CONTINUED.exec(content) ?? [];
    const last = fields.at(-1);
    if (key !== undefined) fields.push({ line, key: key.trim(), value: value.trim(), more: [] });
    else if (continued !== undefined && last) last.more.push({ line, text: continued.trim() });
    else unread(line, content.trim());
  }
  return fields;
}
