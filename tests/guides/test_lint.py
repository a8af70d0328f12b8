"""Each rule finds its fault where it stands, and a sound guide has none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from guides.lint import lint
from tests.guides.pages import BODY, FRONT, book_in, page

TODAY = date(2026, 11, 21)


def found(folder: Path, text: str, today: date = TODAY) -> list[tuple[int, str]]:
    return [(problem.line, problem.rule) for problem in lint(book_in(folder, thu_nghiem=text), today)]


def test_a_sound_guide_is_clean(tmp_path: Path) -> None:
    assert found(tmp_path, page()) == []


LONG = "Bác " + "bấm nút này " * 26 + "nhé."
WORDY = "Bác mở máy lên rồi bấm vào nút màu xanh ở góc trên bên phải của màn hình mà bác đang nhìn thấy."


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (page(FRONT + "related: [khong-co]\n"), [(27, "related")]),
        (page(FRONT + "related: [thu-nghiem]\n"), [(27, "related")]),
        (page(FRONT.replace("[citizen]", "[dog]")), [(5, "audience")]),
        (page(FRONT.replace("checked: 2026-11-01", "checked: 2026-12-01")), [(25, "checked")]),
        (page(FRONT.replace("2027-02-01", "2026-11-01")), [(26, "past-review"), (26, "review-by")]),
        (page(FRONT.replace("2027-02-01", "2028-02-01")), [(26, "review-by")]),
        (page(FRONT.replace("2026-01-31", "2027-01-31")), [(22, "source")]),
        (page(FRONT.replace("  - cách hỏi thứ 1\n", "")), [(6, "asked-as")]),
        (page(FRONT.replace("thứ 12", "THỨ 1").replace("thứ 1\n", "thứ 1\n", 1)), [(6, "asked-as")]),
        (page(body=BODY.replace("Chờ tin nhắn.", LONG)), [(41, "long-sentence"), (41, "long-step")]),
        (page(body=BODY.replace("Chờ tin nhắn.", WORDY)), [(41, "long-sentence")]),
        (page(body=BODY.replace("mất năm phút", "click vào đó")), [(28, "english")]),
        (page(body=BODY.replace("«Xin chào»", "«Xin chào")), [(37, "quotes")]),
        (page(body=BODY.replace("«Xin chào»", "»Xin chào«")), [(37, "quotes")]),
        (page(body=BODY.replace("{don_vi}", "{ten_xa}")), [(33, "variable")]),
        (page(body=BODY.replace("Bác làm ngay trên điện thoại, mất năm phút.\n", "")), [(28, "bare-summary")]),
        (page(body=BODY.replace("mất năm phút", "mất năm phút. " + "Bác đừng lo. " * 25)), [(28, "long-summary")]),
    ],
)
def test_a_fault_is_found_where_it_stands(tmp_path: Path, text: str, problems: list[tuple[int, str]]) -> None:
    assert found(tmp_path, text) == problems


def test_words_on_the_screen_may_be_english(tmp_path: Path) -> None:
    assert found(tmp_path, page(body=BODY.replace("«Bắt đầu»", "«Download»"))) == []


def test_a_guide_is_past_its_date_the_day_after(tmp_path: Path) -> None:
    assert found(tmp_path, page(), date(2027, 2, 1)) == []
    assert found(tmp_path, page(), date(2027, 2, 2)) == [(26, "past-review")]
