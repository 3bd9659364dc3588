/** What can be watched for changes: the base of this page's external stores (`useSyncExternalStore`). */
export class Watched {
  readonly #listeners = new Set<() => void>();

  /** Called after each change; the answer ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
