/** The feeds whose alerts reach this device through its service worker: the page need not notify of them while its tab is hidden. */

let feeds: ReadonlySet<string> = new Set();

/** As far as it was read: until then the page notifies, which is once too often rather than never. */
export function isPushed(feed: string): boolean {
  return feeds.has(feed);
}

export function setPushed(devices: readonly { readonly feed: string }[]): void {
  feeds = new Set(devices.map(({ feed }) => feed));
}
