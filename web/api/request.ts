/** A call as a request of the HTTP API. */
import { routes } from "./routes.ts";

export type Arguments = Readonly<Record<string, unknown>>;

export interface ApiRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly body: string | undefined;
}

/** Puts arguments into the path, and the others into the query of GET and DELETE or into the body. */
export function requestOf(name: string, given: Arguments): ApiRequest {
  const [method = "GET", template = ""] = (routes[name] ?? "").split(" ");
  const rest = new Map(Object.entries(given).filter(([, value]) => value !== undefined));
  const path = template.replaceAll(/\{(\w+)\}/g, (_, argument: string) => {
    const value = rest.get(argument);
    rest.delete(argument);
    return encodeURIComponent(String(value));
  });
  const hasBody = method !== "GET" && method !== "DELETE";
  const query = new URLSearchParams([...rest].map(([key, value]): [string, string] => [key, String(value)])).toString();
  return {
    method,
    url: `/api/v1${path}${!hasBody && query !== "" ? `?${query}` : ""}`,
    body: hasBody ? JSON.stringify(Object.fromEntries(rest)) : undefined,
  };
}
