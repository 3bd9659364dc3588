/** How a try to deliver a message ended, whatever the channel. */

export type Outcome =
  | { readonly kind: "sent" }
  /** To be tried again, after `afterMs` where the receiver named a time. `why` is for the owner, without a secret. */
  | { readonly kind: "failed"; readonly why: string; readonly afterMs: number | null }
  /**
   * It will not work again until somebody changes something, e.g. lets a bot in that was blocked. `gone`: nobody can, since the
   * device has unsubscribed; it may be removed.
   */
  | { readonly kind: "off"; readonly why: string; readonly gone: boolean };
