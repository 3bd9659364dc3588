/**
 * Draws what is inside after what stands above it: the first drawing of a view is short, and the rest comes in slices between
 * which the browser answers. What comes later stands below, so that nothing moves.
 */
import { type ReactNode, useDeferredValue } from "react";

export function Afterwards({ children }: { readonly children: ReactNode }) {
  return useDeferredValue(true, false) ? children : null;
}
