/** The route of the address, as a signal. */
import { signal } from "@preact/signals";
import { type Route, routeOf } from "../router.ts";

export const route = signal<Route>({ page: "fleet" });

export function watchLocation(): void {
  const read = () => {
    route.value = routeOf(location.hash);
  };
  addEventListener("hashchange", read);
  read();
}
