/**
 * Patterns for the API's description, which express as a regular expression what the code checks with functions. They use
 * only what every engine reads the same way: no property classes, and no `\\d`, which matches other scripts' digits in some.
 */

/** 1970 … 9999, each month with its days, 29 February in leap years. */
const YEAR = "(?:19[7-9][0-9]|[2-9][0-9]{3})";
const LEAP_YEAR =
  "(?:19(?:7[26]|8[048]|9[26])|[2-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[3579][26])00)";
const MONTH_DAY =
  "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))";
const DAY = `(?:${YEAR}-${MONTH_DAY}|${LEAP_YEAR}-02-29)`;
const MINUTE = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
const SECOND = ":[0-5][0-9](?:\\.[0-9]{1,9})?";

/** An instant as `parseInstant` of protocol takes it; it also refuses one that its offset moves out of these years. */
export const INSTANT_SOURCE = `^${DAY}[ T]${MINUTE}${SECOND}(?:Z|[+-](?:(?:0[0-9]|1[0-3]):?[0-5][0-9](?::[0-5][0-9])?|14:?00(?::00)?))?$`;

/** A day, a minute or an instant, as the parameters `from` and `to` take it. */
export const TIME_SOURCE = `^${DAY}(?:T${MINUTE}(?:${SECOND})?(?:Z|[+ -](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?)?$`;
