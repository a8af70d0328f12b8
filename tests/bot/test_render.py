"""A Reply as each kind of channel can show it, and the answers typed back."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.render import show, understand
from bot.types import Address, Capabilities, Choice, File, Incoming, Part, Reply

NOON = datetime.fromisoformat("2025-10-18T12:00:00+07:00")
BUTTONS = Capabilities(text_limit=200, button_limit=3, label_limit=12, photo=True, file=True, edits=True)
LISTS = Capabilities(text_limit=200, photo=True)
YES, NO = Choice("Đúng", "f:yes"), Choice("Không phải", "f:no")
PICTURE = File("/data/bieu-do.png", "bieu-do.png", "image/png", photo=True)
SHEET = File("/data/so-lieu.xlsx", "so-lieu.xlsx", "application/xlsx")


def update(text: str = "", *, choice: str | None = None, private: bool = True) -> Incoming:
    return Incoming(Address("t", "1"), "u", "e1", NOON, private, text, choice, message_id="m7")


@pytest.mark.parametrize(
    ("reply", "capabilities", "private", "parts", "keys"),
    [
        pytest.param(Reply("Chào"), BUTTONS, True, [Part("Chào")], {}, id="plain"),
        pytest.param(
            Reply("Sao?", (YES, NO)),
            BUTTONS,
            True,
            [Part("Sao?", (YES, NO))],
            {"dung": "f:yes", "khong phai": "f:no"},
            id="buttons",
        ),
        pytest.param(
            Reply("Sao?", (YES, NO)),
            LISTS,
            True,
            [Part("Sao?\n\n1. Đúng\n2. Không phải")],
            {"dung": "f:yes", "khong phai": "f:no", "1": "f:yes", "2": "f:no"},
            id="list",
        ),
        pytest.param(
            Reply("Mấy?", (YES, NO), wants_number=True),
            LISTS,
            True,
            [Part("Mấy?\n\na. Đúng\nb. Không phải")],
            {"dung": "f:yes", "khong phai": "f:no", "a": "f:yes", "b": "f:no"},
            id="letters-when-the-question-wants-a-number",
        ),
        pytest.param(
            Reply("Sao?", (YES, NO)),
            LISTS,
            False,
            [Part("Sao?\n(Trả lời: «Đúng» / «Không phải»)")],
            {"dung": "f:yes", "khong phai": "f:no"},
            id="no-numbers-in-a-group",
        ),
        pytest.param(
            Reply("Nào?", tuple(Choice(str(n), f"f:{n}") for n in "mnpq")),
            BUTTONS,
            True,
            [Part("Nào?\n\n1. m\n2. n\n3. p\n4. q")],
            {"m": "f:m", "n": "f:n", "p": "f:p", "q": "f:q", "1": "f:m", "2": "f:n", "3": "f:p", "4": "f:q"},
            id="more-than-there-is-room-for",
        ),
        pytest.param(
            Reply("Nào?", (Choice("Một nhãn thật là dài", "f:x"),)),
            BUTTONS,
            True,
            [Part("Nào?", (Choice("Một nhãn th…", "f:x"),))],
            {"mot nhan that la dai": "f:x"},
            id="a-long-label",
        ),
        pytest.param(Reply("Đây", file=PICTURE), LISTS, True, [Part("Đây", file=PICTURE)], {}, id="a-picture"),
        pytest.param(Reply("Đây", file=SHEET), BUTTONS, True, [Part("Đây", file=SHEET)], {}, id="a-file"),
        pytest.param(Reply("Đây", file=SHEET), LISTS, True, [Part("Đây")], {}, id="a-file-that-cannot-be-shown"),
    ],
)
def test_a_reply_becomes_what_the_channel_can_show(
    reply: Reply, capabilities: Capabilities, private: bool, parts: list[Part], keys: dict[str, str]
) -> None:
    assert show(reply, capabilities, private=private) == (parts, keys)


def test_the_buttons_and_the_file_of_a_long_text_stand_under_its_last_part() -> None:
    text = "x" * 190 + "\n\n" + "y" * 190

    parts, _ = show(Reply(text, (YES,), file=SHEET), BUTTONS, private=True)

    assert parts == [Part("x" * 190), Part("y" * 190, (YES,), SHEET)]


def test_a_file_without_words_is_still_one_part() -> None:
    assert show(Reply("", file=PICTURE), BUTTONS, private=True)[0] == [Part("", file=PICTURE)]


def test_an_edit_replaces_the_message_whose_button_was_pressed() -> None:
    reply = Reply("Bước 2", edits=True)

    assert show(reply, BUTTONS, private=True, answering=update(choice="f:x"))[0] == [Part("Bước 2", edit="m7")]
    assert show(reply, BUTTONS, private=True, answering=update("tiếp"))[0] == [Part("Bước 2")]
    assert show(reply, LISTS, private=True, answering=update(choice="f:x"))[0] == [Part("Bước 2")]


def test_an_edit_that_needs_two_parts_or_a_file_is_said_anew() -> None:
    pressed = update(choice="f:x")

    long = show(Reply("x" * 300, edits=True), BUTTONS, private=True, answering=pressed)[0]
    with_file = show(Reply("Đây", file=SHEET, edits=True), BUTTONS, private=True, answering=pressed)[0]

    assert [part.edit for part in [*long, *with_file]] == [None, None, None]


def test_in_a_group_the_first_part_quotes_what_it_answers() -> None:
    long = Reply("x" * 190 + "\n\n" + "y" * 190)

    assert [p.reply_to for p in show(long, BUTTONS, private=False, answering=update(private=False))[0]] == ["m7", None]
    assert [p.reply_to for p in show(long, BUTTONS, private=True, answering=update())[0]] == [None, None]


@pytest.mark.parametrize(
    ("said", "payload"),
    [
        (update("2"), "f:no"),
        (update("ĐÚNG"), "f:yes"),
        (update("3"), None),
        (update(""), None),
        (update("2", choice="f:else"), "f:else"),
    ],
)
def test_what_is_typed_back_is_understood(said: Incoming, payload: str | None) -> None:
    assert understand(said, {"dung": "f:yes", "2": "f:no"}) == payload


def test_a_choice_holds_at_most_64_bytes() -> None:
    assert Choice("vừa", "f:" + "x" * 62).payload
    for payload in ("", "f:" + "x" * 63, "f:" + "đ" * 32):
        with pytest.raises(ValueError, match="64 bytes"):
            Choice("quá", payload)


def test_a_list_that_must_be_cut_off_goes_with_its_question() -> None:
    steps = "\n\n".join(f"Bước {n}: " + "làm " * 20 for n in range(6))
    reply = Reply(f"{steps}\n\nCó giúp được bác không ạ?", choices=(Choice("Có", "f:yes"), Choice("Chưa", "f:no")))

    parts, _ = show(reply, Capabilities(text_limit=300), private=True)

    assert parts[-1].text == "Có giúp được bác không ạ?\n\n1. Có\n2. Chưa"
    assert all(len(part.text) <= 300 for part in parts)
    assert "".join("".join(part.text for part in parts).split()) == "".join((reply.text + "1. Có 2. Chưa").split())


def test_a_question_too_long_to_stay_with_its_list_is_cut_all_the_same() -> None:
    reply = Reply("Câu hỏi " + "rất dài " * 60, choices=(Choice("Có", "f:yes"),))

    parts, _ = show(reply, Capabilities(text_limit=200), private=True)

    assert all(0 < len(part.text) <= 200 for part in parts)
    assert parts[-1].text.endswith("1. Có")
