/**
 * A wait that can be cut short. A wake that comes while nobody waits is kept for the next wait, so that none is missed.
 */
export class Pause {
  #isWoken = false;
  #end: (() => void) | null = null;

  /** Resolves after `ms`, or when woken; without a time only then. */
  async wait(ms: number | null): Promise<void> {
    if (!this.#isWoken) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#end = resolve;
      const timer = ms === null ? undefined : setTimeout(resolve, ms);
      await promise;
      clearTimeout(timer);
      this.#end = null;
    }
    this.#isWoken = false;
  }

  wake(): void {
    this.#isWoken = true;
    this.#end?.();
  }
}
