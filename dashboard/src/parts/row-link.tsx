/**
 * The link of a row in a long or lively list: a plain anchor, without the hooks of the router's own, since dozens of rows may be
 * drawn in one frame. One listener of the page follows all of them, as the router's links are followed.
 */
import type { ReactNode } from "react";
import { goTo } from "../browser/returning.ts";

export function RowLink(props: {
  readonly href: string;
  readonly className: string | undefined;
  readonly hint?: string | undefined;
  /** The link of its whole row: keys go from one to the next. */
  readonly row?: boolean;
  readonly children: ReactNode;
}) {
  const { href, className, hint, row = true, children } = props;
  return (
    <a className={className} href={href} data-inner data-row={row || undefined} data-hint={hint}>
      {children}
    </a>
  );
}

/** Follows clicks on rows' links within the page; what opens a new tab or window is the browser's. The answer ends it. */
export function attachRowLinks(): () => void {
  const onClick = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const link = event.target instanceof Element ? event.target.closest("a[data-inner]") : null;
    if (link === null) return;
    event.preventDefault();
    goTo(link.getAttribute("href")!);
  };
  document.addEventListener("click", onClick);
  return () => document.removeEventListener("click", onClick);
}
