/** Board manufacturing date and time (FRU §11): minutes since 1996 in UTC; 0 is unspecified. */

import { converted } from "../../../codec/converted.ts";
import { u24 } from "../../../codec/integer.ts";
import { type Layout, LayoutError } from "../../../codec/layout.ts";

const MINUTE_MS = 60_000;
const EPOCH_MS = Date.UTC(1996, 0, 1);
const UNSPECIFIED = 0;
const LAST = 0xffffff;

const FORM = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::00)?Z?)?$/;

export const manufactured: Layout<string | undefined> = converted(
  u24,
  (minutes) => (minutes === UNSPECIFIED ? undefined : textOf(minutes)),
  (text) => (text === undefined ? UNSPECIFIED : minutesOf(text)),
);

function textOf(minutes: number): string {
  return new Date(EPOCH_MS + minutes * MINUTE_MS).toISOString().replace(":00.000Z", "Z");
}

function minutesOf(text: string): number {
  const [, day = "", time = "00:00"] = FORM.exec(text) ?? [];
  const minutes = (Date.parse(`${day}T${time}Z`) - EPOCH_MS) / MINUTE_MS;
  if (minutes > UNSPECIFIED && minutes <= LAST && textOf(minutes) === `${day}T${time}Z`) return minutes;
  const range = `from ${textOf(UNSPECIFIED + 1)} to ${textOf(LAST)}`;
  throw new LayoutError("value", `expected a date, and a time in UTC if any, such as 2024-05-06T07:08Z, ${range}`);
}
