/**
 * Styles that xterm.js makes as it runs. The build gives it elements without an effect in place of style elements,
 * which the page's Content-Security-Policy forbids; their text becomes a style sheet of the document.
 */
export function adoptStyles(place: HTMLElement): { close(): void } {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const copy = () => {
    const texts = [...place.querySelectorAll("xterm-style")].map(({ textContent }) => textContent);
    sheet.replaceSync(texts.join("\n"));
  };
  const observer = new MutationObserver((changes) => {
    if (changes.some(concernsStyles)) copy();
  });
  observer.observe(place, { childList: true, characterData: true, subtree: true });
  return {
    close() {
      observer.disconnect();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    },
  };
}

const NAME = "XTERM-STYLE";

/** Lines of the terminal change at all times, and are none of them. */
function concernsStyles({ target, addedNodes }: MutationRecord): boolean {
  const isStyle = (node: Node | null) => node?.nodeName === NAME;
  return isStyle(target) || isStyle(target.parentNode) || [...addedNodes].some(isStyle);
}
