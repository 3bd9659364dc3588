/**
 * Where a floating box goes: under its target, or over it where there is no room, always inside the window. Sets the position
 * through the style object, which the content security policy allows, unlike a style attribute.
 */
const GAP_PX = 6;
const MARGIN_PX = 8;

/** `align` says which edges meet. The box must be shown already, since its size is measured. */
export function placeUnder(box: HTMLElement, target: DOMRect, align: "start" | "end"): void {
  const { width, height } = box.getBoundingClientRect();
  const wanted = align === "start" ? target.left : target.right - width;
  const left = Math.max(MARGIN_PX, Math.min(wanted, window.innerWidth - width - MARGIN_PX));
  const under = target.bottom + GAP_PX;
  const top = under + height > window.innerHeight - MARGIN_PX ? target.top - height - GAP_PX : under;
  box.style.left = `${Math.round(left)}px`;
  box.style.top = `${Math.round(Math.max(MARGIN_PX, top))}px`;
}
