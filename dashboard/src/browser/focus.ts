/** What has the focus, in a form that outlives the element: a view that comes back is made of other elements. */

export interface Focus {
  /** Picks elements of its kind. */
  readonly selector: string;
  /** Its label or text; null where the selector says enough. */
  readonly text: string | null;
  /** Its place among those that are alike. */
  readonly index: number;
}

const TEXT_MAX_CHARS = 100;

/** Null for what is not worth coming back to: the page itself, or something in a dialog. */
export function describeFocus(element: Element | null): Focus | null {
  if (element === null || element.closest("main") === null || element.closest("dialog") !== null) return null;
  if (element.matches("main")) return null;
  const href = element.getAttribute("href");
  const selector = href === null ? element.localName : `${element.localName}[href="${CSS.escape(href)}"]`;
  const text = href === null ? textOf(element) : null;
  const index = alike(selector, text).indexOf(element);
  return index === -1 ? null : { selector, text, index };
}

/** The element that has the same description now; null where there is none, or not yet. */
export function findFocus({ selector, text, index }: Focus): HTMLElement | null {
  const found = alike(selector, text)[index];
  return found instanceof HTMLElement ? found : null;
}

function alike(selector: string, text: string | null): readonly Element[] {
  const all = [...document.querySelectorAll(`main ${selector}`)];
  return text === null ? all : all.filter((element) => textOf(element) === text);
}

function textOf(element: Element): string {
  return (element.getAttribute("aria-label") ?? element.textContent ?? "").slice(0, TEXT_MAX_CHARS);
}
