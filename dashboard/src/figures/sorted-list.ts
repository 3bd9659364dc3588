/** Values in order, kept up one by one: a search and a shift for each. Many at once are sorted together. */

/** More than this are sorted together with the rest. */
const FEW = 16;

export class SortedList<Value> {
  readonly #compare: (a: Value, b: Value) => number;
  #sorted: Value[] = [];
  #added: Value[] = [];
  #unchanged = 0;

  /** Values that compare as equal keep the order in which they came. */
  constructor(compare: (a: Value, b: Value) => number) {
    this.#compare = compare;
  }

  add(value: Value): void {
    this.#added.push(value);
  }

  /** Takes one out that compares as equal to this one and `is` it. */
  delete(value: Value, is: (other: Value) => boolean = (other) => other === value): void {
    const values = this.#settle();
    for (let at = this.#placeOf(value, false); at < values.length && this.#compare(values[at]!, value) === 0; at++) {
      if (!is(values[at]!)) continue;
      values.splice(at, 1);
      this.#unchanged = Math.min(this.#unchanged, at);
      return;
    }
  }

  /** In order. Only to be read, and until the next change. */
  get values(): readonly Value[] {
    return this.#settle();
  }

  /** How many values at the beginning are where they were when this was asked last. */
  takeUnchanged(): number {
    this.#settle();
    const unchanged = this.#unchanged;
    this.#unchanged = this.#sorted.length;
    return unchanged;
  }

  #settle(): Value[] {
    const added = this.#added;
    if (added.length === 0) return this.#sorted;
    this.#added = [];
    if (added.length > FEW) {
      this.#sorted = this.#sorted.concat(added).sort(this.#compare);
      this.#unchanged = 0;
    } else for (const value of added) this.#insert(value);
    return this.#sorted;
  }

  #insert(value: Value): void {
    const at = this.#placeOf(value, true);
    this.#sorted.splice(at, 0, value);
    this.#unchanged = Math.min(this.#unchanged, at);
  }

  /** The first place of a value that is larger, or at least as large. */
  #placeOf(value: Value, isBehindEquals: boolean): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = this.#compare(this.#sorted[middle]!, value);
      if (order < 0 || (isBehindEquals && order === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
