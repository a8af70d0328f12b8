"""Open questions that ask the same stand together, and forwarded messages are told apart."""

from __future__ import annotations

import pytest

from guides.likeness import groups
from guides.suspicious import PATTERNS, official, suspicion


def test_wordings_of_one_question_stand_together_and_others_do_not() -> None:
    texts = [
        "chợ Long Thọ mấy giờ mở cửa",
        "lấy nước sạch ở đâu",
        "cho em hoi cho long tho mo cua luc may gio vay",
        "đăng ký nước sạch",
        "???",
        "chợ long thọ mở cửa chưa",
    ]

    assert groups(texts) == [[0, 2, 5], [1], [3]]


def test_the_same_questions_give_the_same_groups() -> None:
    texts = [f"câu {n % 7} về việc {n % 5} của xã" for n in range(200)]

    assert groups(texts) == groups(list(texts))
    assert sorted(at for group in groups(texts) for at in group) == list(range(200))


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("Tai khoan VNeID cua ban se bi khoa, cap nhat tai http://abc.top/x", "known", "lock"),
        ("https://dichvucong-gov.vn.top/login", "known", "look-alike"),
        ("tin này thật không: chúc mừng bác trúng thưởng xe máy, bấm vào bit.ly/2ab nhận quà", "known", "gift"),
        (
            "con ơi mẹ đổi số rồi chuyển cho mẹ 5 triệu vào tài khoản này gấp nhé, tin này có thật không",
            "known",
            "relative",
        ),
        ("http://abc.xyz/123", "unknown", ""),
        ("link này an toàn không bit.ly/3abc", "unknown", ""),
        ("dichvucong.gov.vn có phải thật không", "official", ""),
    ],
)
def test_a_message_is_a_known_trick_official_or_unknown(text: str, kind: str, key: str) -> None:
    found = suspicion(text)

    assert found is not None
    assert (found.kind, found.pattern.key if found.pattern else "") == (kind, key)


@pytest.mark.parametrize(
    "text",
    ["quên mật khẩu vneid", "vào dichvucong.gov.vn không được", "bc cks 5 vneid.12", "email a.b@gmail.com", "bài 2.5"],
)
def test_other_words_are_left_to_the_ear(text: str) -> None:
    assert suspicion(text) is None


@pytest.mark.parametrize(
    "link", ["https://vneid.gov.vn.evil.top/a", "gov.vn.xyz", "notgov.vn", "https://gov.vn@evil.com"]
)
def test_look_alikes_are_not_official(link: str) -> None:
    assert not official(link)


def test_every_trick_has_words_that_warn() -> None:
    from handlers.phrases.learning import KNOWN

    assert {pattern.key for pattern in PATTERNS} | {"look-alike"} == set(KNOWN)
