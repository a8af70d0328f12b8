"""Which stretch of time a citizen's words mean."""

from __future__ import annotations

from datetime import datetime

import pytest

from handlers.points.moment_words import read_window

WEDNESDAY = datetime.fromisoformat("2025-10-15T09:00:00+07:00")


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("chiều nay ở đâu làm", "15 12:00", "15 18:00"),
        ("chieu nay o dau lam", "15 12:00", "15 18:00"),
        ("sáng mai có ai không", "16 00:00", "16 12:00"),
        ("tối nay ra còn kịp không", "15 17:30", "15 23:59"),
        ("toi nay", "15 17:30", "15 23:59"),
        ("thứ 7 này đội về ấp nào", "18 00:00", "18 23:59"),
        ("thứ tư tuần sau", "22 00:00", "22 23:59"),
        ("chủ nhật", "19 00:00", "19 23:59"),
        ("5 giờ chiều còn làm không", "15 17:00", "15 18:00"),
        ("tuần này tổ về thôn nào", "15 00:00", "19 23:59"),
        ("tuần sau", "20 00:00", "26 23:59"),
        ("cuối tuần", "18 00:00", "19 23:59"),
        ("18/10 ở đâu", "18 00:00", "18 23:59"),
        ("bây giờ có chỗ nào mở không", "15 09:00", "15 09:00"),
    ],
)
def test_a_stretch_is_read(text: str, since: str, until: str) -> None:
    window = read_window(text, WEDNESDAY)

    assert window is not None
    assert (f"{window.since:%d %H:%M}", f"{window.until:%d %H:%M}") == (since, until)


@pytest.mark.parametrize("text", ["ấp Chợ mấy giờ", "tôi muốn hỏi ở đâu", "toi muon hoi", "dời sang nhà văn hoá", ""])
def test_words_without_a_time_name_none(text: str) -> None:
    assert read_window(text, WEDNESDAY) is None
