/** Remembers that the feed's history began anew while this page was open, until the user has read it. An external store. */
export class Restart {
  /** When it was noticed, ms since 1970; null where nothing happened or it was read. */
  at: number | null = null;
  readonly #listeners = new Set<() => void>();

  happened(at: number): void {
    this.at = at;
    this.#notify();
  }

  dismiss(): void {
    this.at = null;
    this.#notify();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getAt = (): number | null => this.at;

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
