from datetime import UTC, datetime

from booking.rooms.calendar import Slot


def test_slots_that_touch_do_not_overlap() -> None:
    ten, eleven, noon = (datetime(2030, 1, 1, hour, tzinfo=UTC) for hour in (10, 11, 12))
    assert not Slot("small", ten, eleven).overlaps(Slot("small", eleven, noon))
