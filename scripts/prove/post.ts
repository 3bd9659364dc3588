/**
 * What a bot posts: a request's bytes, the same at every retry, and the events that have to come of it.
 */

/** An event as its bot said it. */
export interface Said {
  readonly bot: string;
  readonly type: string;
  /** Its id where the bot gives one; a webhook's is the server's to make. */
  readonly id: string | null;
  /** Fields of `data` that have to come out as they went in. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface Post {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** In the order of the body; never empty. */
  readonly said: readonly Said[];
}
