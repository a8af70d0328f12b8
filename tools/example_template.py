"""Write a Word template with blanks for communes to start from: `python tools/example_template.py`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from cli.main import HERE
from handlers.phrases.letter import MOTTO
from handlers.summaries._word import element, mm, rule, width_of

CENTRE, BOTH, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
HEAD = (58, 102)
BODY = (
    ("{{mở đầu}}", False),
    ("I. TÌNH HÌNH CHUNG", True),
    ("{{tình hình chung}}", False),
    ("Chốt lúc {{chốt lúc}}: {{đã đủ}}/{{phải báo cáo}} đơn vị đủ ({{tỷ lệ đủ}}), còn thiếu: {{còn thiếu}}.", False),
    ("II. KẾT QUẢ", True),
    ("{{so sánh}}", False),
    ("{{bảng kết quả}}", False),
    ("III. KHÓ KHĂN, VƯỚNG MẮC", True),
    ("{{khó khăn}}", False),
    ("IV. ĐÁNH GIÁ", True),
    ("{{đánh giá}}", False),
    ("V. PHƯƠNG HƯỚNG VÀ KIẾN NGHỊ", True),
    ("{{phương hướng}}", False),
    ("{{kiến nghị}}", False),
    ("{{kết luận}}", False),
)  # fmt: skip


def template() -> Any:
    """A one-column letter with a table of recipients and signer, and a landscape page for the units."""
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(20)
    plain = document.styles["Normal"]
    plain.font.name, plain.font.size = "Times New Roman", Pt(13)
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        plain.element.rPr.rFonts.set(qn(f"w:{kind}"), "Times New Roman")
    page.footer.paragraphs[0].text = "{{xã}} – {{chiến dịch}}"
    head = document.add_table(rows=2, cols=2)
    head.autofit = False
    for at, width in enumerate(HEAD):
        head.columns[at].width = Mm(width)  # LibreOffice looks at the columns, Word at the cells
        for cell in head.column_cells(at):
            cell.width = Mm(width)
    _say(head.cell(0, 0).paragraphs[0], "ỦY BAN NHÂN DÂN", CENTRE, bold=True)
    _say(head.cell(0, 0).add_paragraph(), "{{XÃ}}", CENTRE, bold=True)
    _rule(head.cell(0, 0), HEAD[0], mm(20))
    _say(head.cell(0, 1).paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", CENTRE, bold=True)
    _say(head.cell(0, 1).add_paragraph(), MOTTO, CENTRE, bold=True, size=14)
    _rule(head.cell(0, 1), HEAD[1], width_of(MOTTO, 14, bold=True))
    _say(head.cell(1, 0).paragraphs[0], "Số:       /{{ký hiệu}}", CENTRE)
    _say(head.cell(1, 1).paragraphs[0], "{{ngày ký}}", CENTRE, italic=True)
    _say(document.add_paragraph(), "", CENTRE)
    _say(document.add_paragraph(), "BÁO CÁO NHANH", CENTRE, bold=True)
    _say(document.add_paragraph(), "{{trích yếu}}", CENTRE, bold=True)
    for text, bold in BODY:
        _say(document.add_paragraph(), text, BOTH, bold=bold, indent=True)
    foot = document.add_table(rows=1, cols=2)
    _say(foot.cell(0, 0).paragraphs[0], "Nơi nhận:", LEFT, bold=True, italic=True, size=12)
    _say(foot.cell(0, 0).add_paragraph(), "{{nơi nhận}}", LEFT, size=11)
    _say(foot.cell(0, 1).paragraphs[0], "{{người ký}}", CENTRE, bold=True)
    wide = document.add_section(WD_SECTION.NEW_PAGE)
    wide.orientation, wide.page_width, wide.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    _say(document.add_paragraph(), "PHỤ LỤC", CENTRE, bold=True)
    _say(document.add_paragraph(), "{{bảng đơn vị}}", BOTH)
    _say(document.add_paragraph(), "{{bảng riêng}}", BOTH)
    return document


def _rule(cell: Any, width: float, length: int) -> None:
    """The line below the issuing body and below the motto."""
    cell._tc.append(element(rule(length, mm(width) - 216)))  # Word's own inset of a cell on both sides


def _say(
    paragraph: Any,
    text: str,
    align: Any,
    *,
    bold: bool = False,
    italic: bool = False,
    size: int = 13,
    indent: bool = False,
) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    paragraph.alignment = align
    look = paragraph.paragraph_format
    look.space_before, look.space_after = Pt(6 if indent and bold else 0), Pt(6 if indent else 0)
    look.line_spacing = 1.1
    if indent:
        look.first_line_indent = Mm(10)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", default=str(HERE / "docs" / "examples" / "mau-rieng.docx"))
    out = Path(parser.parse_args().out)
    template().save(str(out))
    print(out)


if __name__ == "__main__":
    main()
