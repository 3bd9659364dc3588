/** A part of the page whose script is loaded when it is first shown (`lazy`), with what stands there until then and if it fails. */
import { type ReactNode, Suspense } from "react";
import { ErrorBoundary } from "./error-boundary.tsx";

/** `about` and `floats` are the error boundary's. */
export function Later(props: {
  readonly about: string;
  readonly floats?: boolean;
  readonly fallback?: ReactNode;
  readonly children: ReactNode;
}) {
  const { about, floats = false, fallback = null, children } = props;
  return (
    <ErrorBoundary about={about} floats={floats}>
      <Suspense fallback={fallback}>{children}</Suspense>
    </ErrorBoundary>
  );
}
