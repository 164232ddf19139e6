/** Definition of a call as a value: its place in the HTTP API, its arguments, its result, and a sentence for the docs. */
import type { z } from "zod";

/**
 * Method and path of a call in the HTTP API, such as "GET /machines/{machine}/power". The path names arguments in braces;
 * the others are in the query of GET and DELETE, and in the body of the other methods.
 */
export type Route = `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`;

export interface Call<Arguments extends z.ZodType = z.ZodType, Result extends z.ZodType = z.ZodType> {
  readonly kind: "call";
  readonly route: Route;
  readonly doc: string;
  readonly arguments: Arguments;
  readonly result: Result;
}

/** A call that yields events until its client cancels it or it ends by itself. */
export interface Stream<Arguments extends z.ZodType = z.ZodType, Event extends z.ZodType = z.ZodType> {
  readonly kind: "stream";
  readonly route: Route;
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
