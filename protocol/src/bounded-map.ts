/**
 * A map that holds a bounded number of names: the one that was set longest ago goes first.
 */
export class BoundedMap<Name, Value> {
  readonly #max: number;
  /** In the order in which they were last set. */
  readonly #values = new Map<Name, Value>();

  constructor(max: number) {
    this.#max = max;
  }

  get(name: Name): Value | undefined {
    return this.#values.get(name);
  }

  /** Oldest first. */
  keys(): Iterable<Name> {
    return this.#values.keys();
  }

  /** Oldest first. */
  values(): Iterable<Value> {
    return this.#values.values();
  }

  set(name: Name, value: Value): void {
    this.#values.delete(name);
    this.#values.set(name, value);
    if (this.#values.size > this.#max) this.#values.delete(this.#values.keys().next().value!);
  }

  delete(name: Name): void {
    this.#values.delete(name);
  }
}
