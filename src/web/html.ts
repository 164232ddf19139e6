/** HTML from templates: every value is text, so no name and no string of a guest becomes markup. */
import { visible } from "../text/visible.ts";

export interface Html {
  readonly html: string;
}

/** Contents of a template: text, and HTML of other templates. */
export type Content = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Template of HTML. Control characters in a text become visible (`\x1b`), as on a terminal. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return { html: parts.map((part, index) => `${part}${markup(contents[index] ?? "")}`).join("") };
}

function markup(content: Content): string {
  if (typeof content === "number") return `${content}`;
  if (typeof content === "string") return visible(content).replaceAll(/[&<>"']/g, (found) => ENTITIES[found] ?? "");
  return "html" in content ? content.html : content.map((each) => each.html).join("");
}
