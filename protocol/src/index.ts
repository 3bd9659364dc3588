/**
 * Fillcast's wire contract. Imports nothing; everything else imports it.
 */
export * from "./close-codes.ts";
export * from "./event.ts";
export * from "./filter.ts";
export * from "./frames.ts";
export * from "./limits.ts";
export * from "./names.ts";
export * from "./page.ts";
export * from "./patch.ts";
export * from "./position.ts";
export * from "./problems.ts";
export * from "./state.ts";
