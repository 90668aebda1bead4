// Reads the JSON that backend/desk/api/encoding.py writes.
export async function loadTickets() {
  const answer = await fetch("/api/tickets");
  if (!answer.ok) throw new Error(`the desk answered ${answer.status}`);
  return answer.json();
}
