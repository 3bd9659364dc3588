/**
 * Catches what throws while drawing, so that one broken view is a sentence and not an empty page. A part of the page that cannot
 * be loaded is most often one of an older version after a deploy: reloading fetches the new one.
 */
import { Component, type ReactNode } from "react";
import controls from "./controls.module.css";
import styles from "./error-boundary.module.css";

interface Caught {
  readonly error: Error | null;
}

/** `about` names the place, and a change of it tries again. */
export class ErrorBoundary extends Component<{ readonly about: string; readonly children: ReactNode }, Caught> {
  override state: Caught = { error: null };

  static getDerivedStateFromError(error: unknown): Caught {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidUpdate(previous: { readonly about: string }): void {
    if (previous.about !== this.props.about && this.state.error !== null) this.setState({ error: null });
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const unloaded = /import|module|chunk/i.test(error.message);
    return (
      <div className={styles.box} role="alert">
        <h1>{unloaded ? "This part of the page could not be loaded" : "This view failed"}</h1>
        <p>
          {unloaded
            ? "The server may have a newer version, or cannot be reached. Nothing is lost: the feed continues where you left off."
            : "The feed is not affected. Reload the page. If the view fails again, include the message below in your report."}
        </p>
        <code>{error.message}</code>
        <button type="button" className={controls.button} onClick={() => window.location.reload()}>
          Reload
        </button>
      </div>
    );
  }
}
