/** What an app brings: the id of its user's feed, and a ticket whenever the client asks for one. */
export const { feed: feedId } = await (await fetch("/feed.json")).json();

export async function getTicket() {
  const response = await fetch("/ticket", { method: "POST" });
  if (!response.ok) throw new Error(`No ticket: ${response.status}`);
  return (await response.json()).ticket;
}
