/** Tone of a light or a mark: its color, whose meaning the text beside it has. */
export type Tone = "ok" | "off" | "warn" | "bad" | "info";
