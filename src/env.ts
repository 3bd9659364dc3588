/**
 * The Worker's bindings, as wrangler.jsonc names them.
 */
import type { FeedRpc } from "../parties/feed/rpc.ts";
import type { ShareRpc } from "../parties/share/rpc.ts";

declare global {
  namespace Cloudflare {
    interface Env {
      /** One room a feed, addressed by `getByName(feed)`. */
      readonly Feed: DurableObjectNamespace<FeedRpc>;
      /** One object a share link, addressed by `getByName(id)`. */
      readonly Share: DurableObjectNamespace<ShareRpc>;
      /** The directory of feeds, the archive and the ledger. */
      readonly DB: D1Database;
      /** Sealed pages and summaries, filled on read. */
      readonly CACHE: KVNamespace;
      /** The platform's counters of a key's requests and exports, per data centre; absent where a deployment has none. */
      readonly STORM?: RateLimit;
      readonly EXPORTS?: RateLimit;
      /** The dashboard. */
      readonly ASSETS: Fetcher;
      readonly ADMIN_TOKEN: string;
      /** Signs keys and tickets, used as UTF-8 bytes. */
      readonly SIGNING_SECRET: string;
      /** Still verifies, for as long as keys of it are about. */
      readonly SIGNING_SECRET_PREVIOUS?: string;
      /** `on` while the operator brings older events in: producers may then say when they happened (src/ingest/imported.ts). */
      readonly IMPORT?: string;
      /** The server's pair of keys for push services, base64url; without it there is no push (parties/feed/alerts/delivery/vapid.ts). */
      readonly VAPID_PUBLIC_KEY?: string;
      readonly VAPID_PRIVATE_KEY?: string;
      /** Whom push services may write to, `mailto:` or `https:`; without it the page's own address. */
      readonly VAPID_SUBJECT?: string;
      /** `on` where alerts may go to this machine itself, without TLS too: a server that somebody runs for himself. */
      readonly LOCAL_DESTINATIONS?: string;
    }
  }
}

export type Env = Cloudflare.Env;
