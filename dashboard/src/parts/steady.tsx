/**
 * Room that does not shrink while somebody looks: what stands below keeps its place when lines or rows go, and has to move only
 * when there are more than ever.
 */
import { type ReactNode, useLayoutEffect, useRef } from "react";
import styles from "./steady.module.css";

export function Steady({ children }: { readonly children: ReactNode }) {
  const room = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (room.current === null ? undefined : keepRoom(room.current)), []);
  return (
    <div ref={room} className={styles.room}>
      <div>{children}</div>
    </div>
  );
}

/** Another width wraps lines elsewhere, and in a hidden tab nobody sees it move: then it begins again. */
function keepRoom(room: HTMLElement): () => void {
  const content = room.firstElementChild as HTMLElement;
  let width = 0;
  let kept = 0;
  const observer = new ResizeObserver(() => {
    if (room.clientWidth !== width) kept = 0;
    width = room.clientWidth;
    if (content.offsetHeight <= kept) return;
    kept = content.offsetHeight;
    room.style.minHeight = `${kept}px`;
  });
  observer.observe(content);
  const onVisibility = (): void => {
    if (document.visibilityState === "visible") return;
    kept = content.offsetHeight;
    if (kept === 0) room.removeAttribute("style");
    else room.style.minHeight = `${kept}px`;
  };
  document.addEventListener("visibilitychange", onVisibility);
  return () => {
    observer.disconnect();
    document.removeEventListener("visibilitychange", onVisibility);
  };
}
