/** A long list in steps: the first hundred rows, and more as the reader nears the end. */
import { type ReactNode, useEffect, useRef, useState } from "react";

const STEP_ROWS = 100;

export function MoreRows<Row>(props: {
  readonly rows: readonly Row[];
  readonly children: (rows: readonly Row[]) => ReactNode;
}) {
  const [shown, setShown] = useState(STEP_ROWS);
  const end = useRef<HTMLDivElement>(null);
  const more = props.rows.length > shown;
  useEffect(() => {
    const mark = end.current;
    if (mark === null) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting === true && setShown((before) => before + STEP_ROWS),
      { rootMargin: "600px" },
    );
    observer.observe(mark);
    return () => observer.disconnect();
  }, [more, shown]);
  return (
    <>
      {props.children(more ? props.rows.slice(0, shown) : props.rows)}
      {more && <div ref={end} />}
    </>
  );
}
