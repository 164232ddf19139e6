/** Definition of a call as a value: its arguments, its result, and a sentence for docs/calls.md. */
import type { z } from "zod";

export interface Call<Arguments extends z.ZodType = z.ZodType, Result extends z.ZodType = z.ZodType> {
  readonly kind: "call";
  readonly doc: string;
  readonly arguments: Arguments;
  readonly result: Result;
}

/** A call that yields events until its client cancels it or it ends by itself. */
export interface Stream<Arguments extends z.ZodType = z.ZodType, Event extends z.ZodType = z.ZodType> {
  readonly kind: "stream";
  readonly doc: string;
  readonly arguments: Arguments;
  readonly event: Event;
}

export function defineCall<Arguments extends z.ZodType, Result extends z.ZodType>(
  call: Omit<Call<Arguments, Result>, "kind">,
): Call<Arguments, Result> {
  return { kind: "call", ...call };
}

export function defineStream<Arguments extends z.ZodType, Event extends z.ZodType>(
  stream: Omit<Stream<Arguments, Event>, "kind">,
): Stream<Arguments, Event> {
  return { kind: "stream", ...stream };
}
