"""Every shipped guide loads, is clean, links to guides that exist, and answers the questions it names."""

from __future__ import annotations

from datetime import timedelta

from guides.lint import lint
from guides.match import SMALL_TALK
from tests.guides.conftest import Shelf


def test_the_guides_are_clean(shelf: Shelf) -> None:
    """On the day the newest of them was checked; dates that pass later are the officers' business, not a failure."""
    today = max(guide.checked for guide in shelf.book.guides.values())

    assert [str(problem) for problem in lint(shelf.book, today)] == []


def test_every_guide_answers_its_own_questions(shelf: Shelf) -> None:
    asked = first = 0
    unheard: list[str] = []
    for guide in shelf.book.guides.values():
        if not guide.intents:
            continue
        for question in guide.asked_as:
            hits = shelf.ear.hear(question).ranked
            asked += 1
            first += hits[0].guide == guide.id
            if guide.id not in [hit.guide for hit in hits[:3]]:
                unheard.append(f"{guide.id}: {question}")

    assert unheard == []
    assert first >= 0.95 * asked


def test_what_can_be_heard_is_answered(shelf: Shelf) -> None:
    silent = {intent for intent in shelf.ear.weights.intents if intent not in shelf.book.intents}

    assert silent == {*SMALL_TALK, "ngoai-pham-vi"}


def test_filled_guides_keep_their_first_words(shelf: Shelf) -> None:
    for guide in shelf.book.guides.values():
        assert guide.fill({}).summary, guide.id


def test_guides_stay_trusted_for_half_a_year_at_most(shelf: Shelf) -> None:
    for guide in shelf.book.guides.values():
        assert guide.review_by - guide.checked <= timedelta(days=184), guide.id
