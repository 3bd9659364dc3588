/**
 * What a feed remembers of its newest events so that a repeat is recognised: 96 bits of the id, 64 bits of the body, the
 * time. Packed into typed arrays that grow with the feed: 65,536 events take 3.4 MB, where a map of strings would take ten,
 * of a memory that many rooms may share.
 */

/** Bytes of one event in a sealed page's row and in a record's row: id (12), body (8), at (8). */
export const DIGEST_BYTES = 28;
const ID_BYTES = 12;
const WORDS = 5;
const EMPTY = 0;
const FIRST_CAPACITY = 1_024;

export interface KnownEvent {
  readonly seq: number;
  /** Sixteen hex digits. */
  readonly body: string;
  /** The room's clock when it was stored, ms since 1970. */
  readonly at: number;
}

/** A table's secret. */
export function createSeed(): readonly [number, number, number] {
  const [a, b, c] = crypto.getRandomValues(new Uint32Array(3));
  return [a!, b!, c!];
}

/** Rows that a wake has read and nobody has entered yet, oldest first. */
interface Waiting {
  readonly first: number;
  readonly view: DataView;
}

/**
 * A ring over the newest seqs with a hash table over their ids. What a wake reads is looked through as it lies there, and
 * entered row by row with the appends that follow: the first of them need not wait until all is in the table.
 */
export class Digests {
  readonly #maxCapacity: number;
  #capacity = 0;
  /** Events, with those that wait. */
  #count = 0;
  #words = new Uint32Array(0);
  #at = new Float64Array(0);
  /** Seq by ring slot; 0 is empty. */
  #seqs = new Float64Array(0);
  /** Open addressing over ring slots + 1, at most half full; cells whose slot was taken by a newer event are dropped by a rebuild. */
  #table = new Uint32Array(0);
  #used = 0;
  #waiting: Waiting[] = [];
  #newest = 0;
  /** Secret of this instance: without it, ids could be chosen that all begin their probes at one cell. */
  readonly #seed: readonly [number, number, number];

  /** Remembers the newest `maxCapacity` events, a power of two. `seed` is three random 32-bit numbers. */
  constructor(maxCapacity: number, seed: readonly [number, number, number]) {
    this.#maxCapacity = maxCapacity;
    this.#seed = seed;
    this.#allocate(Math.min(FIRST_CAPACITY, maxCapacity));
  }

  /** Takes in the rows of a log in order, as `encodeDigests` wrote them; before anything else. */
  load(rows: Iterable<{ readonly first: number; readonly digests: Uint8Array }>): void {
    for (const { first, digests } of rows) {
      const count = digests.byteLength / DIGEST_BYTES;
      this.#waiting.push({ first, view: new DataView(digests.buffer, digests.byteOffset, digests.byteLength) });
      this.#count += count;
      this.#newest = first + count - 1;
    }
    this.#count = Math.min(this.#count, this.#maxCapacity);
    let capacity = this.#capacity;
    while (capacity < this.#count) capacity *= 2;
    this.#allocate(capacity);
  }

  /** The newest event with this id, by the 40 hex digits of its fingerprint. */
  find(fingerprint: string): KnownEvent | null {
    const [a, b, c] = [word(fingerprint, 0), word(fingerprint, 8), word(fingerprint, 16)];
    for (let cell = this.#home(a, b, c); ; cell = (cell + 1) & (this.#table.length - 1)) {
      const entry = this.#table[cell]!;
      if (entry === EMPTY) return this.#findWaiting(fingerprint);
      const slot = entry - 1;
      if (this.#holds(slot, a, b, c)) {
        const body = hex(this.#words[slot * WORDS + 3]!) + hex(this.#words[slot * WORDS + 4]!);
        return { seq: this.#seqs[slot]!, body, at: this.#at[slot]! };
      }
    }
  }

  /** What is in the table is newer than what waits, which the engine searches for the id's bytes far faster than we could. */
  #findWaiting(fingerprint: string): KnownEvent | null {
    const id = Buffer.from(fingerprint.slice(0, ID_BYTES * 2), "hex");
    for (let row = this.#waiting.length - 1; row >= 0; row--) {
      const { first, view } = this.#waiting[row]!;
      const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
      for (
        let offset = bytes.lastIndexOf(id);
        offset !== -1;
        offset = offset === 0 ? -1 : bytes.lastIndexOf(id, offset - 1)
      ) {
        if (offset % DIGEST_BYTES !== 0) continue;
        const seq = first + offset / DIGEST_BYTES;
        if (seq <= this.#newest - this.#maxCapacity) return null;
        const body = hex(view.getUint32(offset + 12)) + hex(view.getUint32(offset + 16));
        return { seq, body, at: view.getFloat64(offset + 20) };
      }
    }
    return null;
  }

  /** Remembers an event; the one `maxCapacity` seqs before it is forgotten. An id that is known already points to the newer one from now on. */
  add(seq: number, fingerprint: string, at: number): void {
    this.addEncoded(seq, encodeDigests([fingerprint], at));
  }

  /** Remembers the events of a row, from `first` on, as `encodeDigests` wrote them. */
  addEncoded(first: number, bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let offset = 0, seq = first; offset < bytes.byteLength; offset += DIGEST_BYTES, seq++) {
      if (this.#count === this.#capacity && this.#capacity < this.#maxCapacity) this.#grow();
      if (this.#count < this.#capacity) this.#count++;
      this.#newest = seq;
      this.#put(seq, view, offset);
    }
    const next = this.#waiting.pop();
    if (next !== undefined) this.#enter(next);
  }

  #enter({ first, view }: Waiting): void {
    for (let offset = view.byteLength - DIGEST_BYTES; offset >= 0; offset -= DIGEST_BYTES)
      this.#put(first + offset / DIGEST_BYTES, view, offset);
  }

  /** Writes an event into its slot, unless a newer one has it. */
  #put(seq: number, view: DataView, offset: number): void {
    const slot = seq & (this.#capacity - 1);
    if (this.#seqs[slot]! > seq) return;
    if (this.#used >= this.#capacity * 2) this.#rebuild();
    const base = slot * WORDS;
    for (let part = 0; part < WORDS; part++) this.#words[base + part] = view.getUint32(offset + part * 4);
    this.#at[slot] = view.getFloat64(offset + 20);
    this.#seqs[slot] = seq;
    this.#index(slot);
  }

  #allocate(capacity: number): void {
    this.#capacity = capacity;
    this.#words = new Uint32Array(capacity * WORDS);
    this.#at = new Float64Array(capacity);
    this.#seqs = new Float64Array(capacity);
    this.#table = new Uint32Array(capacity * 4);
    this.#used = 0;
  }

  #grow(): void {
    const [words, at, seqs] = [this.#words, this.#at, this.#seqs];
    this.#allocate(this.#capacity * 2);
    for (let old = 0; old < seqs.length; old++) {
      const seq = seqs[old]!;
      if (seq === EMPTY) continue;
      const slot = seq & (this.#capacity - 1);
      for (let part = 0; part < WORDS; part++) this.#words[slot * WORDS + part] = words[old * WORDS + part]!;
      this.#at[slot] = at[old]!;
      this.#seqs[slot] = seq;
      this.#index(slot);
    }
  }

  /** Enters a slot into the table: over a cell of the same id, else into the first free one. */
  #index(slot: number): void {
    const base = slot * WORDS;
    const [a, b, c] = [this.#words[base]!, this.#words[base + 1]!, this.#words[base + 2]!];
    for (let cell = this.#home(a, b, c); ; cell = (cell + 1) & (this.#table.length - 1)) {
      const entry = this.#table[cell]!;
      if (entry === EMPTY) {
        this.#table[cell] = slot + 1;
        this.#used++;
        return;
      }
      const other = entry - 1;
      if (other === slot) return;
      if (this.#holds(other, a, b, c)) {
        if (this.#seqs[other]! < this.#seqs[slot]!) this.#table[cell] = slot + 1;
        return;
      }
    }
  }

  /** Drops the cells whose slots have been taken by newer events: they only lengthen the probes. */
  #rebuild(): void {
    this.#table = new Uint32Array(this.#table.length);
    this.#used = 0;
    for (let slot = 0; slot < this.#capacity; slot++) if (this.#seqs[slot] !== EMPTY) this.#index(slot);
  }

  #holds(slot: number, a: number, b: number, c: number): boolean {
    const base = slot * WORDS;
    return this.#words[base] === a && this.#words[base + 1] === b && this.#words[base + 2] === c;
  }

  /** Multiply and mix with the seed: two ids that meet under one seed part under another. */
  #home(a: number, b: number, c: number): number {
    let hash = Math.imul(a ^ this.#seed[0], 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15) ^ b ^ this.#seed[1], 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13) ^ c ^ this.#seed[2], 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) & (this.#table.length - 1);
  }
}

/** The digests of consecutive events as one blob: what a row keeps so that a wake can remember them. */
export function encodeDigests(fingerprints: readonly string[], at: number): Uint8Array {
  const bytes = new Uint8Array(fingerprints.length * DIGEST_BYTES);
  const view = new DataView(bytes.buffer);
  fingerprints.forEach((fingerprint, index) => {
    const offset = index * DIGEST_BYTES;
    for (let part = 0; part < WORDS; part++) view.setUint32(offset + part * 4, word(fingerprint, part * 8));
    view.setFloat64(offset + 20, at);
  });
  return bytes;
}

function word(fingerprint: string, from: number): number {
  return Number.parseInt(fingerprint.slice(from, from + 8), 16);
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}
