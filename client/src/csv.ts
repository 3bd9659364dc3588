/**
 * The entry `fillcast/csv`: trades for a spreadsheet, in the words of the server's own export, and the days of time zones.
 */
export {
  CSV_BOM,
  dayIn,
  hourIn,
  instantIn,
  isTimeZone,
  rowsToCsv,
  tradesToCsv,
  zoneOffsetMs,
} from "@fillcast/protocol";
export type { CsvValue } from "@fillcast/protocol";
