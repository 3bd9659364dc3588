/**
 * The upgrade that reaches the room: a clean request with the subscriber's wishes in one header of ours. Nothing that a
 * client sent is in it, neither its query nor its headers.
 */
import { RPC_VERSION, SUBSCRIBE_HEADER, type SubscribeRequest } from "../../parties/feed/rpc.ts";
import type { Grant } from "../auth/grant.ts";
import type { Env } from "../env.ts";
import type { Wishes } from "./wishes.ts";

/** Asks the room for a socket; throws where the room cannot be reached. */
export async function subscribe(env: Env, grant: Grant, wishes: Wishes, colo: string | undefined): Promise<Response> {
  const { kind: _, ...wanted } = wishes;
  const request: SubscribeRequest = {
    v: RPC_VERSION,
    keyId: grant.keyId,
    ...(grant.expiresAt === undefined ? {} : { expiresAt: grant.expiresAt }),
    ...wanted,
    ...(colo === undefined ? {} : { colo }),
  };
  const headers = { Upgrade: "websocket", [SUBSCRIBE_HEADER]: toHeaderText(request) };
  return env.Feed.getByName(grant.feed).fetch(`https://room/parties/feed/${grant.feed}`, { headers });
}

/** JSON in ASCII, since a header takes no more. */
function toHeaderText(value: object): string {
  return JSON.stringify(value).replaceAll(/[\u007f-\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
