"""Guides are read as written, and every fault of a file is named with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from guides.book import Book, BookError, Source, Step
from tests.guides.pages import BODY, FRONT, book_in, guide, page

EVERYTHING = {"so_dien_thoai": "0251 000 000", "don_vi": "xã An Phước", "diem_ho_tro": "nhà văn hóa"}


def problems_of(text: str, name: str = "thu-nghiem.md") -> list[str]:
    with pytest.raises(BookError) as caught:
        guide(text, name)
    return [f"{problem.line} {problem.rule}" for problem in caught.value.problems]


def test_a_guide_holds_what_its_file_says() -> None:
    read = guide()

    assert read.id == "thu-nghiem"
    assert read.intents == (("thu-nghiem", None), ("thu-nghiem-may-tinh", "may-tinh"))
    assert len(read.asked_as) == 12
    assert read.summary == "Bác làm ngay trên điện thoại, mất năm phút.\nCần giúp, bác gọi {so_dien_thoai}."
    assert [(section.title, section.kind, section.anchor) for section in read.sections] == [
        ("Cần chuẩn bị", "list", None),
        ("Các bước", "steps", None),
        ("Cách khác: dùng máy tính", "steps", "may-tinh"),
    ]
    assert read.sources == (
        Source("Nghị định 69/2024/NĐ-CP", "", date(2024, 6, 25)),
        Source("Báo Thử Nghiệm", "baothunghiem.vn/bai", date(2026, 1, 31)),
    )
    assert read.steps == (
        Step(
            1,
            "Mở ứng dụng, bấm «Bắt đầu».",
            "màn hình «Xin chào».",
            (("báo «Lỗi: hết phiên»", "thoát ra rồi mở lại."),),
        ),
        Step(2, "Tới {diem_ho_tro}, đưa thẻ cho cán bộ."),
        Step(3, "Chờ tin nhắn."),
    )


def test_variables_of_the_place_are_put_in() -> None:
    filled = guide().fill(EVERYTHING)

    assert filled.summary.endswith("bác gọi 0251 000 000.")
    assert filled.steps[1].text == "Tới nhà văn hóa, đưa thẻ cho cán bộ."
    assert filled.sections[0].bullets == ("Điện thoại có mạng.", "Giấy mời của xã An Phước.")


def test_lines_with_an_empty_variable_are_dropped_and_steps_numbered_anew() -> None:
    filled = guide().fill({"don_vi": " "})

    assert filled.summary == "Bác làm ngay trên điện thoại, mất năm phút."
    assert filled.sections[0].bullets == ("Điện thoại có mạng.",)
    assert [(step.number, step.text) for step in filled.steps] == [
        (1, "Mở ứng dụng, bấm «Bắt đầu»."),
        (2, "Chờ tin nhắn."),
    ]


def test_a_section_that_loses_all_its_lines_is_dropped() -> None:
    read = guide(page(body="Chào bác.\n\n## Ở đâu\n- {diem_ho_tro}\n\n## Lưu ý\n- Mang thẻ.\n"), "thu-nghiem.md")

    assert [section.title for section in read.fill({}).sections] == ["Lưu ý"]


def test_a_guide_is_stale_only_after_its_day() -> None:
    assert not guide().stale(date(2027, 2, 1))
    assert guide().stale(date(2027, 2, 2))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["1 front-matter", "1 summary"]),
        ("chào\n", ["1 front-matter"]),
        ("---\nid: x\n", ["1 front-matter", "1 summary"]),
        (page("id: [\n"), ["3 front-matter"]),
        (page("- a\n- b\n"), ["2 front-matter"]),
        (page(FRONT.replace("title: Bài thử nghiệm\n", "")), ["1 title"]),
        (page(FRONT.replace("title: Bài thử nghiệm", "title: 5")), ["3 title"]),
        (page(FRONT + "color: red\n"), ["27 color"]),
        (page(FRONT.replace("id: thu-nghiem", "id: Thử")), ["2 id"]),
        (page(FRONT.replace("id: thu-nghiem", "id: khac")), ["2 id"]),
        (page(FRONT.replace("checked: 2026-11-01", "checked: hôm qua")), ["25 checked"]),
        (page(FRONT.replace("    date: 2024-06-25\n", "")), ["19 sources"]),
        (page(FRONT.replace("  - cách hỏi thứ 1\n", "  - 123\n")), ["6 asked_as"]),
        (page(FRONT.replace("[thu-nghiem,", "[Thử,")), ["4 intents"]),
        (page(body="## Các bước\n1. Làm.\n"), ["29 summary"]),
        (page(body="Một.\n\nHai.\n"), ["30 summary"]),
        (page(body="Một.\n\n### Nhỏ\n"), ["30 format"]),
        (page(body="# To\n"), ["28 format", "28 summary"]),
        (page(body="Một.\n\n## Trống\n"), ["30 format"]),
        (page(body="Một.\n\n## Bước\n1. A.\n3. B.\n"), ["32 numbering"]),
        (page(body="Một.\n\n## Bước\n1. A.\n   - Hãy nghỉ.\n"), ["32 format"]),
        (page(body="Một.\n\n## Bước\n- A.\n  - B.\n"), ["32 format"]),
        (page(body="Một.\n\n## Bước\n1. A.\nXong rồi.\n"), ["32 format"]),
        (page(body="Một.\n\n## Bước\n- A.\n1. B.\n"), ["32 format"]),
        (page(body="Một.\n\n## A {#x}\n- a\n\n## B {#x}\n- b\n"), ["33 anchor"]),
        (page(body="Một.\n\n## A\n| a | b |\n- c\n"), ["31 format"]),
        (page(body="Một.\n\n## A\n- xem [ở đây](http://a.vn)\n- b\n"), ["31 format"]),
        (page(body="Một <b>đậm</b>.\n\n## A\n- a\n"), ["28 format", "31 summary"]),
        (page(body="- gạch\nMột.\n"), ["28 format"]),
        (page(body="1. Bước.\nMột.\n"), ["28 format"]),
    ],
)
def test_a_broken_file_names_its_faults(text: str, found: list[str]) -> None:
    assert problems_of(text) == found


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BookError) as caught:
        book_in(tmp_path, mot="chào", hai=page("id: [\n"), thu_nghiem=page())

    assert {problem.file for problem in caught.value.problems} == {"mot.md", "hai.md"}


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "la.md").write_bytes(b"\xff\xfe")

    with pytest.raises(BookError, match=r"la\.md:1: encoding"):
        Book.load(tmp_path)


def test_an_intent_leads_to_its_guide_or_section(tmp_path: Path) -> None:
    book = book_in(tmp_path, thu_nghiem=page())

    whole, none = book.for_intent("thu-nghiem") or pytest.fail("not found")
    same, section = book.for_intent("thu-nghiem-may-tinh") or pytest.fail("not found")

    assert (whole.id, none) == ("thu-nghiem", None)
    assert same is whole
    assert section is not None and section.title == "Cách khác: dùng máy tính"
    assert book.for_intent("chao-hoi") is None
    assert book.intents == {"thu-nghiem": "thu-nghiem", "thu-nghiem-may-tinh": "thu-nghiem"}


def test_an_intent_of_two_guides_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="is answered by «bai-hai» already"):
        book_in(tmp_path, thu_nghiem=page(), bai_hai=page(FRONT.replace("id: thu-nghiem", "id: bai-hai")))


def test_an_intent_of_a_missing_section_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="no section has the anchor «may-tinh»"):
        book_in(tmp_path, thu_nghiem=page(body=BODY.replace("{#may-tinh}", "")))


def test_a_local_guide_joins_and_replaces(tmp_path: Path) -> None:
    book = book_in(tmp_path, thu_nghiem=page())
    local = guide(
        page(
            FRONT.replace("id: thu-nghiem", "id: cua-xa").replace(
                "[thu-nghiem, thu-nghiem-may-tinh#may-tinh]", "[cua-xa]"
            )
        ),
        "cua-xa.md",
    )

    grown = book.adding(local)

    assert set(grown.guides) == {"thu-nghiem", "cua-xa"}
    assert set(book.guides) == {"thu-nghiem"}
    assert set(grown.adding(local).guides) == {"thu-nghiem", "cua-xa"}
