/** Judgments on a page in the browser: axe-core's, and what the Tab key reaches. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** Problems that axe-core finds, as `rule: element`. @param rules only these; all of WCAG 2.2 AA and best practice otherwise */
export async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  await page.evaluate(`globalThis.axe ?? (() => { ${axe.source} })()`);
  // Rows of the terminal are xterm.js's own; it has a copy of them for screen readers.
  const options = { resultTypes: ["violations"], ...(rules && { runOnly: { type: "rule", values: rules } }) };
  const exclude = [[".xterm"]];
  const found = await page.evaluate(`axe.run({ exclude: ${JSON.stringify(exclude)} }, ${JSON.stringify(options)})`);
  return (found as axe.AxeResults).violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html.slice(0, 120)} ${any[0]?.message ?? ""}`),
  );
}

const FOCUSABLE =
  "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea, summary, [tabindex='0']";

/** Number of elements that a user can operate; of radio buttons one counts. */
export async function focusables(page: Page): Promise<number> {
  return page.evaluate(`[...document.querySelectorAll("${FOCUSABLE}")].filter((element) =>
    element.checkVisibility({ visibilityProperty: true }) &&
    !(element.type === "radio" && !element.checked) &&
    !(element.closest("details:not([open])") && element.tagName !== "SUMMARY")
  ).length`);
}

/** Presses Tab from the page's first element to its end. Returns the number of elements that had the focus. */
export async function reachedByTab(page: Page): Promise<number> {
  await page.evaluate("document.querySelector('a').focus(), globalThis.reached = new Set([document.activeElement])");
  const most = (await focusables(page)) + 10;
  for (let pressed = 0; pressed < most; pressed++) {
    await page.keyboard.press("Tab");
    const isOver = await page.evaluate(`(() => {
      const { activeElement } = document;
      if (activeElement === document.body || reached.has(activeElement)) return reached.size > 0;
      reached.add(activeElement);
      return false;
    })()`);
    if (isOver) break;
  }
  return page.evaluate("reached.size");
}
