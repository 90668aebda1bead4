import { loadTickets } from "./tickets.js";

const list = document.getElementById("tickets");
for (const ticket of await loadTickets()) {
  const item = document.createElement("li");
  item.className = ticket.state;
  item.textContent = `${ticket.number}: ${ticket.subject} (${ticket.sender})`;
  list.append(item);
}
