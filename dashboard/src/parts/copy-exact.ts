/** Copying a figure copies its exact digits, not the shorter ones on screen: where a selection lies inside one figure. */

export function attachCopyExact(): () => void {
  const onCopy = (event: ClipboardEvent): void => {
    const selection = document.getSelection();
    if (selection === null || selection.rangeCount === 0 || selection.isCollapsed) return;
    const exact = exactOf(selection);
    if (exact === null || event.clipboardData === null) return;
    event.clipboardData.setData("text/plain", exact);
    event.preventDefault();
  };
  document.addEventListener("copy", onCopy);
  return () => document.removeEventListener("copy", onCopy);
}

/** The exact value where the whole figure is selected, and nothing else. */
function exactOf(selection: Selection): string | null {
  const { commonAncestorContainer: common } = selection.getRangeAt(0);
  const element = common instanceof Element ? common : common.parentElement;
  const figure = element?.closest<HTMLElement>("[data-exact]");
  if (figure === null || figure === undefined) return null;
  const digits = (text: string): string => text.replaceAll(/[^\d]/g, "");
  return digits(selection.toString()) === digits(figure.textContent ?? "") ? (figure.dataset["exact"] ?? null) : null;
}
