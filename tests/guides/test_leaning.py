"""Where a question leans on nothing, the last guide makes no difference."""

from __future__ import annotations

from guides.match import Ear

QUESTIONS = [
    "tôi muốn đăng ký chữ ký số trên vneid thì làm thế nào cho nhanh",
    "làm định danh mức 2 ở đâu và cần mang theo giấy tờ gì vậy cháu",
    "có người gọi điện tự xưng công an đòi cập nhật dữ liệu vneid của tôi",
]


def test_a_question_that_leans_on_nothing_is_heard_the_same_after_any_guide() -> None:
    ear = Ear.load()

    for question in QUESTIONS:
        assert not ear.leans(question)
        assert ear.hear(question, previous="cks-mysign") == ear.hear(question)


def test_a_short_follow_up_leans() -> None:
    assert Ear.leans("còn quên mật khẩu thì sao")
