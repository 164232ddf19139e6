/** The page's entry. */
import { render } from "preact";
import { takeToken } from "./api/token.ts";
import { App } from "./app.tsx";
import { watchLocation } from "./state/location.ts";

takeToken();
watchLocation();
const root = document.getElementById("app");
if (root) render(<App />, root);
