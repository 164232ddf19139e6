/** The methods of each path, for 405 and its Allow header (RFC 9110 §15.5.6). */
import type { FastifyInstance, RouteOptions } from "fastify";

export class Routes {
  readonly #methods = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  constructor(server: FastifyInstance) {
    server.addHook("onRoute", ({ url, method }: RouteOptions) => {
      const route = this.#methods.get(url) ?? { pattern: patternOf(url), methods: new Set() };
      this.#methods.set(url, route);
      for (const each of [method].flat()) route.methods.add(each);
    });
  }

  /** Returns the methods that the path of a URL has; none if there is no such path. */
  methodsOf(url: string): readonly string[] {
    const path = url.replace(/\?.*$/, "");
    const routes = [...this.#methods.values()].filter(({ pattern }) => pattern.test(path));
    return [...new Set(routes.flatMap(({ methods }) => [...methods]))];
  }
}

/** `/machines/:name` has a name in place of `:name`; a trailing slash may follow. */
function patternOf(url: string): RegExp {
  const escaped = url.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");
  const path = escaped.replaceAll(/:[^/]+/g, "[^/]+").replaceAll("*", ".*");
  return new RegExp(`^${path.replace(/\/$/, "")}/?$`);
}
