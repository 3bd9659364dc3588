/**
 * Catches what throws while drawing, so that one broken part is a sentence and not an empty page. A part that cannot be loaded is
 * one of an older version after a deploy, or the line broke: the page opens again by itself once its server answers.
 */
import { Component, type ReactNode, useEffect } from "react";
import { reloadOnceReachable } from "../browser/reload.ts";
import controls from "./controls.module.css";
import styles from "./error-boundary.module.css";

interface Caught {
  readonly error: Error | null;
}

/** `about` names the place, and a change of it tries again. `floats` where it stands beside the view, as a dialog does. */
export class ErrorBoundary extends Component<
  { readonly about: string; readonly floats?: boolean; readonly children: ReactNode },
  Caught
> {
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
    return (
      <div className={styles.box} data-floats={this.props.floats === true} role="alert">
        {isUnloaded(error) ? <Unloaded /> : <Failed />}
        <code>{error.message}</code>
        <button type="button" className={controls.button} onClick={() => window.location.reload()}>
          Reload
        </button>
      </div>
    );
  }
}

function isUnloaded({ message }: Error): boolean {
  return /import|module|chunk|preload/i.test(message);
}

function Unloaded() {
  useEffect(reloadOnceReachable, []);
  return (
    <>
      <h1>This part of the page could not be loaded</h1>
      <p>
        The server cannot be reached, or has a newer version. The page reloads when the server answers. Nothing is lost:
        the feed continues where you left off.
      </p>
    </>
  );
}

function Failed() {
  return (
    <>
      <h1>This view failed</h1>
      <p>
        The feed is not affected. Reload the page. If the view fails again, include the message below in your report.
      </p>
    </>
  );
}
