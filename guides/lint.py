"""What makes a guide hard to trust or to read: the rules of docs/writing-guides.md that a machine can see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from guides.book import AUDIENCES, VARIABLES, Book, Guide, variables_in
from guides.front import Problem

LONGEST_STEP = 300
LONGEST_SUMMARY = 300
LONGEST_SENTENCE = 20
FEWEST_PHRASINGS = 12
LONGEST_TRUST = timedelta(days=184)
"""From `checked` to `review_by`: at most six months."""

ENGLISH = {
    "click": "bấm",
    "download": "tải",
    "upload": "tải lên",
    "login": "đăng nhập",
    "logout": "đăng xuất",
    "password": "mật khẩu",
    "account": "tài khoản",
    "update": "cập nhật",
    "setting": "cài đặt",
    "settings": "cài đặt",
    "install": "cài",
    "scan": "quét",
    "check": "kiểm tra",
    "reset": "đặt lại",
    "smartphone": "điện thoại thông minh",
    "user": "người dùng",
    "username": "tên đăng nhập",
    "website": "trang",
    "file": "tệp",
    "online": "trên mạng",
    "offline": "không có mạng",
    "hotline": "số điện thoại hỗ trợ",
    "video": "phim",
    "form": "mẫu",
    "menu": "danh mục",
    "tab": "mục",
    "popup": "ô hiện lên",
    "copy": "chép",
    "icon": "hình",
    "submit": "gửi",
    "ok": "được",
    "sms": "tin nhắn",
    "fake": "giả",
}
"""English words with the Vietnamese word to use. Words on the screen («…») may be English."""

_QUOTED = re.compile(r"«[^«»]*»")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n|(?<=[;:])\s+")
_WORD = re.compile(r"[^\W_]+(?:[.,/:@-][^\W_]+)*")
_LATIN = re.compile(r"[A-Za-z]+")


def lint(book: Book, today: date) -> list[Problem]:
    """All problems of all guides, by file and line. An empty list means clean."""
    found: list[Problem] = []
    for guide in book.guides.values():
        found.extend(_lint(guide, book, today))
    return sorted(found, key=lambda problem: (problem.file, problem.line, problem.rule, problem.message))


def _lint(guide: Guide, book: Book, today: date) -> Iterator[Problem]:
    where = _Lines(guide)
    for rule in (_links, _trust, _lengths, _words):
        yield from rule(guide, book, today, where)


class _Lines:
    """Where a text stands in the guide's file."""

    def __init__(self, guide: Guide) -> None:
        self.file = guide.path.name if guide.path else guide.id
        text = guide.path.read_text(encoding="utf-8") if guide.path else ""
        self._lines = text.splitlines()

    def problem(self, text: str, rule: str, message: str) -> Problem:
        """A problem at the first line that holds the text's beginning."""
        start = text.split("\n")[0][:40]
        line = next((at for at, held in enumerate(self._lines, 1) if start and start in held), 1)
        return Problem(self.file, line, rule, message)

    def key(self, key: str, rule: str, message: str) -> Problem:
        """A problem of a key of the front matter."""
        line = next((at for at, held in enumerate(self._lines, 1) if held.startswith(f"{key}:")), 1)
        return Problem(self.file, line, rule, message)


def _links(guide: Guide, book: Book, today: date, where: _Lines) -> Iterator[Problem]:
    for related in guide.related:
        if related not in book.guides:
            yield where.key("related", "related", f"không có bài «{related}»")
        elif related == guide.id:
            yield where.key("related", "related", "bài tự dẫn tới chính nó")
    for audience in guide.audience:
        if audience not in AUDIENCES:
            yield where.key("audience", "audience", f"«{audience}» không phải citizen, parent hay leader")


def _trust(guide: Guide, book: Book, today: date, where: _Lines) -> Iterator[Problem]:
    if not guide.sources:
        yield where.key("sources", "source", "bài không có nguồn")
    for source in guide.sources:
        if source.date > today:
            yield where.problem(source.name, "source", f"nguồn «{source.name}» ghi ngày chưa tới")
    if guide.checked > today:
        yield where.key("checked", "checked", "ngày kiểm tra chưa tới")
    if guide.review_by <= guide.checked:
        yield where.key("review_by", "review-by", "hạn xem lại phải sau ngày kiểm tra")
    elif guide.review_by - guide.checked > LONGEST_TRUST:
        yield where.key("review_by", "review-by", "hạn xem lại quá sáu tháng sau ngày kiểm tra")
    if guide.stale(today):
        yield where.key("review_by", "past-review", f"đã quá hạn xem lại {guide.review_by:%d/%m/%Y}")
    phrasings = {text.casefold() for text in guide.asked_as}
    if len(phrasings) < FEWEST_PHRASINGS:
        yield where.key("asked_as", "asked-as", f"mới có {len(phrasings)} cách hỏi khác nhau, cần {FEWEST_PHRASINGS}")


def _lengths(guide: Guide, book: Book, today: date, where: _Lines) -> Iterator[Problem]:
    if len(guide.summary) > LONGEST_SUMMARY:
        message = f"đoạn đầu dài {len(guide.summary)} chữ cái, tối đa {LONGEST_SUMMARY}"
        yield where.problem(guide.summary, "long-summary", message)
    if all(variables_in(line) for line in guide.summary.split("\n")):
        yield where.problem(guide.summary, "bare-summary", "đoạn đầu mất hết khi xã để trống thông tin")
    for section in guide.sections:
        for step in section.steps:
            if len(step.text) > LONGEST_STEP:
                message = f"bước {step.number} dài {len(step.text)} chữ cái, tối đa {LONGEST_STEP}"
                yield where.problem(step.text, "long-step", message)
    for text in spoken(guide):
        for sentence in _SENTENCES.split(text):
            count = len(_WORD.findall(_QUOTED.sub("x", sentence)))
            if count > LONGEST_SENTENCE:
                message = f"câu có {count} từ, tối đa {LONGEST_SENTENCE}: «{sentence[:50]}…»"
                yield where.problem(text, "long-sentence", message)


def _words(guide: Guide, book: Book, today: date, where: _Lines) -> Iterator[Problem]:
    for text in (guide.title, *spoken(guide)):
        if text.count("«") != text.count("»") or _crossed(text):
            yield where.problem(text, "quotes", "dấu « » không đủ cặp")
        for name in variables_in(text):
            if name not in VARIABLES:
                yield where.problem(text, "variable", f"không có biến «{{{name}}}»")
        for word in _LATIN.findall(re.sub(r"\S+\.\S+", " ", _QUOTED.sub(" ", text))):
            if (better := ENGLISH.get(word.lower())) is not None:
                yield where.problem(text, "english", f"«{word}»: nên viết «{better}»")
    for text in (*spoken(guide), *guide.asked_as):
        if "\ufffd" in text:
            yield where.problem(text, "encoding", "có chữ hỏng")


def _crossed(text: str) -> bool:
    """Whether a » comes before its «, or one pair stands within another."""
    depth = 0
    for ch in text:
        depth += (ch == "«") - (ch == "»")
        if depth not in (0, 1):
            return True
    return False


def spoken(guide: Guide) -> Iterator[str]:
    """Every text of a guide that is shown to people, in order."""
    yield guide.summary
    for section in guide.sections:
        yield section.title
        if section.intro:
            yield section.intro
        for step in section.steps:
            yield step.text
            if step.sees:
                yield step.sees
            for fault, remedy in step.troubles:
                yield fault
                yield remedy
        yield from section.bullets
