/**
 * Fillcast's wire contract. Imports nothing; everything else imports it.
 */
export * from "./alerts.ts";
export * from "./bounded-map.ts";
export * from "./close-codes.ts";
export * from "./csv.ts";
export * from "./decimal-text.ts";
export * from "./event.ts";
export * from "./filter.ts";
export * from "./frames.ts";
export * from "./instant.ts";
export * from "./limits.ts";
export * from "./messages/liquidation-message.ts";
export * from "./messages/lock-message.ts";
export * from "./messages/quote.ts";
export * from "./messages/payload.ts";
export * from "./messages/trade-message.ts";
export * from "./messages/trade-snapshot.ts";
export * from "./names.ts";
export * from "./page.ts";
export * from "./patch.ts";
export * from "./position.ts";
export * from "./problems.ts";
export * from "./profit.ts";
export * from "./quotas.ts";
export * from "./search.ts";
export * from "./server-frame.ts";
export * from "./shape.ts";
export * from "./share.ts";
export * from "./state.ts";
export * from "./vitals.ts";
export * from "./zone.ts";
