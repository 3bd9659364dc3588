/**
 * Destinations, described.
 */
import { ALERT_KINDS, DESTINATION_KINDS, type ProblemSlug } from "@fillcast/protocol";
import {
  FEED_PARAMETER as feed,
  KEY_PROBLEMS,
  ROOM_PROBLEMS,
  json,
  list,
  object,
  ref,
  text,
  type Content,
  type Operation,
  type Parameter,
} from "../docs/operation.ts";

const body: readonly ProblemSlug[] = [
  "empty-body",
  "malformed-json",
  "malformed-body",
  "body-too-large",
  "unsupported-media-type",
  "invalid-body",
];
const keyed: readonly ProblemSlug[] = [
  ...KEY_PROBLEMS,
  "feed-not-found",
  ...ROOM_PROBLEMS,
  "feed-erased",
  "archive-unavailable",
];
const takes = (name: string, example: object): Content => ({ "application/json": { schema: ref(name), example } });
const id: Parameter = {
  name: "id",
  in: "path",
  required: true,
  description: "The destination's id.",
  schema: { type: "string", minLength: 1 },
  example: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
};
const scopes = ["subscribe", "owner", "admin"] as const;
const hook = { kind: "webhook", url: "https://example.com/alerts", secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };
const device = {
  kind: "push",
  endpoint: "https://push.example.com/send/x1y2z3",
  keys: {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  },
};

export const alertOperations: readonly Operation[] = [
  {
    id: "listDestinations",
    method: "get",
    path: "/v1/feeds/{feed}/destinations",
    tag: "Manage",
    summary: "List where alerts go",
    description:
      "An owner key gets all destinations, a key that reads gets the devices that were registered with it. Addresses are never returned; `host` is all that is shown of one.",
    scopes,
    parameters: [feed],
    success: {
      status: 200,
      description: "Destinations, oldest first.",
      content: json(object({ destinations: list(ref("Destination")) })),
    },
    problems: keyed,
  },
  {
    id: "addDestination",
    method: "post",
    path: "/v1/feeds/{feed}/destinations",
    tag: "Manage",
    summary: "Add a destination for alerts",
    description: `A destination is a device (\`push\`) or an address elsewhere (${DESTINATION_KINDS.slice(1).join(", ")}). Its rules say which alerts it gets (${ALERT_KINDS.join(", ")}), about which bots, and when; rules that are left out have their defaults. A key that reads can add devices only. A device whose endpoint is known replaces its destination, which keeps its id.`,
    scopes,
    parameters: [feed],
    body: takes("AddDestination", { label: "My server", address: hook, rules: { opened: true } }),
    success: { status: 201, description: "The destination.", content: json(ref("Destination")) },
    problems: [...keyed, ...body, "too-many-destinations"],
  },
  {
    id: "changeDestination",
    method: "patch",
    path: "/v1/feeds/{feed}/destinations/{id}",
    tag: "Manage",
    summary: "Change a destination",
    description:
      "Changes the members that are sent; of `rules` too. A new address must be of the same kind. `on` switches a destination on again that was switched off because its receiver refused it for good (`status.off`).",
    scopes,
    parameters: [feed, id],
    body: takes("ChangeDestination", { rules: { quiet: { from: "22:00", to: "07:00", zone: "Europe/Berlin" } } }),
    success: { status: 200, description: "The destination from now on.", content: json(ref("Destination")) },
    problems: [...keyed, ...body, "destination-not-found"],
  },
  {
    id: "removeDestination",
    method: "delete",
    path: "/v1/feeds/{feed}/destinations/{id}",
    tag: "Manage",
    summary: "Remove a destination",
    description: "Its address and the alerts that wait for it are deleted.",
    scopes,
    parameters: [feed, id],
    success: { status: 204, description: "Removed." },
    problems: [...keyed, "destination-not-found"],
  },
  {
    id: "testDestination",
    method: "post",
    path: "/v1/feeds/{feed}/destinations/{id}/test",
    tag: "Manage",
    summary: "Send a test message",
    description: "Returns when the receiver has answered, within about ten seconds. At most one in five seconds.",
    scopes,
    parameters: [feed, id],
    success: {
      status: 200,
      description: "The receiver has taken the message.",
      content: json(object({ delivered: { const: true } })),
    },
    problems: [...keyed, "destination-not-found", "destination-failed"],
  },
  {
    id: "renewDestination",
    method: "post",
    path: "/v1/feeds/{feed}/destinations/{id}/renew",
    tag: "Manage",
    summary: "Renew a device's subscription",
    description:
      "For a service worker whose browser has changed the push subscription (`pushsubscriptionchange`). Needs no key: `auth` is the `auth` of the old subscription.",
    scopes: [],
    parameters: [feed, id],
    body: takes("RenewDestination", { auth: "BTBZMqHH6r4Tts7J_aSIgg", address: device }),
    success: { status: 204, description: "Renewed." },
    problems: [...body, ...ROOM_PROBLEMS, "feed-not-found", "destination-not-found"],
  },
  {
    id: "findTelegramChats",
    method: "post",
    path: "/v1/feeds/{feed}/telegram-chats",
    tag: "Manage",
    summary: "Find Telegram chats",
    description:
      "The chats in which somebody has written to a Telegram bot lately, newest first: for the address of a destination. The token is not stored.",
    scopes: ["owner", "admin"],
    parameters: [feed],
    body: takes("FindTelegramChats", { token: "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11" }),
    success: {
      status: 200,
      description: "Chats.",
      content: json(object({ chats: list(object({ id: text, title: text })) })),
    },
    problems: [...keyed, ...body, "destination-failed"],
  },
  {
    id: "readPushKey",
    method: "get",
    path: "/v1/push",
    tag: "About",
    summary: "The key for push subscriptions",
    description: "The server's public VAPID key, base64url: the `applicationServerKey` of a subscription.",
    scopes: [],
    success: { status: 200, description: "The key.", content: json(object({ key: text })) },
    problems: ["push-not-set-up"],
  },
];
