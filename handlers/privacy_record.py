"""The record of processing for the officer to print: Markdown or Word, made from the settings that are running."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from bot.config import PrivacySettings
from handlers.campaign import Campaign
from handlers.phrases import privacy_record as say

HEADS = ("Dữ liệu", "Của ai", "Mục đích", "Thời hạn", "Ai xem")
Section = tuple[str, Sequence[str]]


def _rows(settings: PrivacySettings) -> list[tuple[str, ...]]:
    return [(one.what, one.whose, one.why, one.long, one.readers) for one in say.kept(settings)]


def _sections(campaign: Campaign, channels: Sequence[str], model: bool) -> tuple[list[Section], list[Section]]:
    """What stands before the table, and behind it."""
    means = [f"Các kênh đang mở: {', '.join(channels) or 'không có'}."]
    means.append(
        "Có dùng mô hình ngôn ngữ bên ngoài để chọn bài hướng dẫn; chỉ gửi câu hỏi đã che bí mật, không kèm tên."
        if model
        else "Không gửi câu hỏi cho mô hình ngôn ngữ nào."
    )
    before: list[Section] = [
        ("1. Bên chịu trách nhiệm", say.who(campaign)),
        ("2. Mục đích và căn cứ", say.filled((say.BASIS,), campaign)),
        ("3. Phương tiện", means),
    ]
    behind: list[Section] = [
        ("5. Không thu thập", say.NEVER),
        ("6. Quyền của người dân", say.RIGHTS),
        ("7. Biện pháp bảo vệ", say.SAFETY),
        ("8. Khi có sự cố", (say.BREACH,)),
    ]
    return before, behind


def markdown(campaign: Campaign, settings: PrivacySettings, channels: Sequence[str], model: bool, day: date) -> str:
    """The record as a Markdown text."""
    before, behind = _sections(campaign, channels, model)
    lines = [f"# {say.TITLE}", "", f"{campaign.name} – {campaign.place.commune}", ""]
    lines += _listed(before)
    lines += ["## 4. Dữ liệu, mục đích, thời hạn", "", f"| {' | '.join(HEADS)} |", f"|{'---|' * len(HEADS)}"]
    lines += [f"| {' | '.join(row)} |" for row in _rows(settings)]
    lines += ["", *_listed(behind), say.NOTE.format(day=f"{day:%d/%m/%Y}"), ""]
    return "\n".join(lines)


def _listed(sections: Sequence[Section]) -> list[str]:
    return [line for title, words in sections for line in (f"## {title}", "", *(f"- {one}" for one in words), "")]


def docx(campaign: Campaign, settings: PrivacySettings, channels: Sequence[str], model: bool, day: date) -> bytes:
    """The same as a Word file."""
    from docx import Document
    from docx.shared import Pt

    before, behind = _sections(campaign, channels, model)
    paper = Document()
    style = paper.styles["Normal"].font
    style.name, style.size = "Times New Roman", Pt(13)
    paper.add_heading(say.TITLE, 0)
    paper.add_paragraph(f"{campaign.name} – {campaign.place.commune}")
    for title, words in before:
        paper.add_heading(title, 1)
        for one in words:
            paper.add_paragraph(one, style="List Bullet")
    paper.add_heading("4. Dữ liệu, mục đích, thời hạn", 1)
    table = paper.add_table(rows=0, cols=len(HEADS), style="Table Grid")
    for row in (HEADS, *_rows(settings)):
        cells = table.add_row().cells
        for cell, words_ in zip(cells, row, strict=True):
            cell.text = words_
    for title, words in behind:
        paper.add_heading(title, 1)
        for one in words:
            paper.add_paragraph(one, style="List Bullet")
    paper.add_paragraph(say.NOTE.format(day=f"{day:%d/%m/%Y}"))
    out = BytesIO()
    paper.save(out)
    return out.getvalue()
