import pytest

from desk.core.tickets import Ticket


def test_a_closed_ticket_can_only_be_opened_again() -> None:
    closed = Ticket(1, "ada@example.org", "No light", "closed")
    assert closed.moved_to("open").state == "open"
    with pytest.raises(ValueError, match="cannot go from closed to answered"):
        closed.moved_to("answered")
