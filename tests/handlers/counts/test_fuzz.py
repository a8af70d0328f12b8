"""The promises of `tools.fuzz_lines` over a few thousand lines; the tool itself reads a hundred thousand."""

from __future__ import annotations

import pytest

from tools.fuzz_lines import Fuzz, invented, told


def test_generated_lines_break_no_promise() -> None:
    fuzz = Fuzz(seed=7)

    broken = list(fuzz.run(2500))

    assert not broken, "\n".join(broken[:10])
    assert fuzz.stored > 200


def test_a_figure_that_the_line_does_not_hold_is_found() -> None:
    assert invented("bc cks 5, vneid mười hai", {"cks": 5, "vneid2": 12}) is None
    assert invented("bc cks 5", {"cks": 6}) is not None
    assert invented("bc cks 5", {"cks": 5, "vneid2": 0}) is not None


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("cks 5, lượt 1.200", {5, 1200}),
        ("cks 10-12, lượt 50%, 08h30, 17/10, gọi 0912345678", set()),
        ("lượt 1 200", {1, 200, 1200}),
        ("lượt 2 chục", {2, 20}),
        ("cks hai mươi ba", {23}),
        ("cks hăm mốt, lượt một trăm linh năm", {21, 105}),
        ("cks hai lăm", {25}),
        ("cksnăm", {5}),
        ("bà con làm cks", set()),
        ("sáu người đi hai chục bank", {6, 20}),
        ("bc mộtthăm hộ", {1}),
    ],
)
def test_what_a_line_tells_is_found_without_its_reader(line: str, numbers: set[int]) -> None:
    assert told(line) == numbers


def test_a_word_of_a_label_is_no_part_of_the_number_before_it() -> None:
    assert invented("báo cáo: 5 đdmười hai tư vấnbác Ba", {"vneid2": 5, "luot": 12}) is None
    assert invented("báo cáo: mười hai tư vấnbác Ba", {"luot": 2}) is not None


def test_a_part_of_a_number_is_no_figure_of_the_line() -> None:
    assert invented("bc cks hai mươi ba", {"cks": 20}) is not None
    assert invented("bc cks 5, lượt 10-12", {"cks": 5, "luot": 10}) is not None
    assert invented("bc cks 5", {"cks": 50}) is not None
    assert invented("bc cks 10", {"cks": 10, "luot": 0}) is not None
