"""The promises of `tools.fuzz_lines` over a few thousand lines; the tool itself reads a hundred thousand."""

from __future__ import annotations

from tools.fuzz_lines import Fuzz, invented


def test_generated_lines_break_no_promise() -> None:
    fuzz = Fuzz(seed=7)

    broken = list(fuzz.run(2500))

    assert not broken, "\n".join(broken[:10])
    assert fuzz.stored > 200


def test_a_figure_that_the_line_does_not_hold_is_found() -> None:
    assert invented("bc cks 5, vneid mười hai", {"cks": 5, "vneid2": 12}) is None
    assert invented("bc cks 5", {"cks": 6}) is not None
    assert invented("bc cks 5", {"cks": 5, "vneid2": 0}) is not None
