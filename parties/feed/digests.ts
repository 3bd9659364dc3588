/**
 * What a feed remembers of its newest events so that a repeat is recognised: 96 bits of the id, 64 bits of the body, the
 * time. Packed into typed arrays that grow with the feed: 65,536 events take 3.4 MB, where a map of strings would take ten,
 * of a memory that many rooms may share.
 */

/** Bytes of one event in a sealed page's row and in a record's row: id (12), body (8), at (8). */
export const DIGEST_BYTES = 28;
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

/** A ring over the newest seqs with a hash table over their ids. */
export class Digests {
  readonly #maxCapacity: number;
  #capacity = 0;
  #count = 0;
  #words = new Uint32Array(0);
  #at = new Float64Array(0);
  /** Seq by ring slot; 0 is empty. */
  #seqs = new Float64Array(0);
  /** Open addressing over ring slots + 1, at most half full; cells whose slot was taken by a newer event are dropped by a rebuild. */
  #table = new Uint32Array(0);
  #used = 0;

  /** Remembers the newest `maxCapacity` events, a power of two. */
  constructor(maxCapacity: number) {
    this.#maxCapacity = maxCapacity;
    this.#allocate(Math.min(FIRST_CAPACITY, maxCapacity));
  }

  /** The newest event with this id, by the 40 hex digits of its fingerprint. */
  find(fingerprint: string): KnownEvent | null {
    const id = idWords(fingerprint);
    for (let cell = this.#home(id[0]); ; cell = (cell + 1) & (this.#table.length - 1)) {
      const entry = this.#table[cell]!;
      if (entry === EMPTY) return null;
      const slot = entry - 1;
      if (this.#holds(slot, id)) {
        const body = hex(this.#words[slot * WORDS + 3]!) + hex(this.#words[slot * WORDS + 4]!);
        return { seq: this.#seqs[slot]!, body, at: this.#at[slot]! };
      }
    }
  }

  /** Remembers an event; the one `capacity` seqs before it is forgotten. An id that is known already points to the newer one from now on. */
  add(seq: number, fingerprint: string, at: number): void {
    const [a, b, c] = idWords(fingerprint);
    this.#put(seq, at, a, b, c, word(fingerprint, 24), word(fingerprint, 32));
  }

  /** Remembers the events of a row, from `first` on, as `encodeDigests` wrote them. */
  addEncoded(first: number, bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let offset = 0, seq = first; offset < bytes.byteLength; offset += DIGEST_BYTES, seq++) {
      this.#put(
        seq,
        view.getFloat64(offset + 20),
        view.getUint32(offset),
        view.getUint32(offset + 4),
        view.getUint32(offset + 8),
        view.getUint32(offset + 12),
        view.getUint32(offset + 16),
      );
    }
  }

  #put(seq: number, at: number, a: number, b: number, c: number, d: number, e: number): void {
    if (this.#count === this.#capacity && this.#capacity < this.#maxCapacity) this.#grow();
    if (this.#used >= this.#capacity * 2) this.#rebuild();
    const slot = seq & (this.#capacity - 1);
    const base = slot * WORDS;
    this.#words[base] = a;
    this.#words[base + 1] = b;
    this.#words[base + 2] = c;
    this.#words[base + 3] = d;
    this.#words[base + 4] = e;
    this.#at[slot] = at;
    if (this.#seqs[slot] === EMPTY) this.#count++;
    this.#seqs[slot] = seq;
    this.#index(slot);
  }

  #allocate(capacity: number): void {
    this.#capacity = capacity;
    this.#count = 0;
    this.#words = new Uint32Array(capacity * WORDS);
    this.#at = new Float64Array(capacity);
    this.#seqs = new Float64Array(capacity);
    this.#table = new Uint32Array(capacity * 4);
    this.#used = 0;
  }

  #grow(): void {
    const [words, at, seqs] = [this.#words, this.#at, this.#seqs];
    this.#allocate(this.#capacity * 2);
    for (const [slot, seq] of seqs.entries()) {
      const base = slot * WORDS;
      this.#put(seq, at[slot]!, words[base]!, words[base + 1]!, words[base + 2]!, words[base + 3]!, words[base + 4]!);
    }
  }

  /** Enters a slot into the table: over a cell of the same id, else into the first free one. */
  #index(slot: number): void {
    const base = slot * WORDS;
    const id = [this.#words[base]!, this.#words[base + 1]!, this.#words[base + 2]!] as const;
    for (let cell = this.#home(id[0]); ; cell = (cell + 1) & (this.#table.length - 1)) {
      const entry = this.#table[cell]!;
      if (entry === EMPTY) {
        this.#table[cell] = slot + 1;
        this.#used++;
        return;
      }
      const other = entry - 1;
      if (other === slot) return;
      if (this.#holds(other, id)) {
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

  #holds(slot: number, id: readonly [number, number, number]): boolean {
    const base = slot * WORDS;
    return this.#words[base] === id[0] && this.#words[base + 1] === id[1] && this.#words[base + 2] === id[2];
  }

  #home(word: number): number {
    return word & (this.#table.length - 1);
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

function idWords(fingerprint: string): readonly [number, number, number] {
  return [word(fingerprint, 0), word(fingerprint, 8), word(fingerprint, 16)];
}

function word(fingerprint: string, from: number): number {
  return Number.parseInt(fingerprint.slice(from, from + 8), 16);
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}
