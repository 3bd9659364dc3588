/** What is said of profits that nobody can read. */

export const UNREADABLE_WHY = "The bot sent no readable profit, so sums and the win rate leave this trade out.";

/** "1 trade without a readable profit". */
export function unreadableWords(trades: number): string {
  return `${trades} ${trades === 1 ? "trade" : "trades"} without a readable profit`;
}
