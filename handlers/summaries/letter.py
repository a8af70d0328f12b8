"""The written report of a period in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I, ready to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from bot.clock import VIETNAM
from handlers.phrases import letter as say
from handlers.phrases import words
from handlers.summaries._word import Run, element, mm, paragraph, rule, table, width_of
from handlers.summaries.bundle import Bundle
from handlers.summaries.letter_words import Words, capital

WIDTH, HEIGHT = 210, 297
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
ROOM = WIDTH - LEFT - RIGHT
ISSUER_WIDTH = 66
BODY, TABLE, SMALL_TABLE = 14, 12, 11
COLUMNS = 8
"""Figures abreast in the appendix; more of them go into a further table."""
PORTRAIT_COLUMNS = 4
SHORT = 14
"""A table of so few units stays on one page."""


def draw(bundle: Bundle) -> bytes:
    """The document."""
    import docx
    from docx.enum.section import WD_ORIENT, WD_SECTION

    document = docx.Document()
    said = Words(bundle)
    _set_up(document, said)
    body = document.element.body
    for xml in _letter(said):
        body.sectPr.addprevious(element(xml))
    parts = _parts(bundle)
    wide = max((len(part) for part in parts), default=0) > PORTRAIT_COLUMNS
    appendix = document.add_section(WD_SECTION.NEW_PAGE)
    appendix.different_first_page_header_footer = False
    if wide:
        appendix.orientation = WD_ORIENT.LANDSCAPE
        appendix.page_width, appendix.page_height = appendix.page_height, appendix.page_width
    room = (HEIGHT if wide else WIDTH) - LEFT - RIGHT
    for xml in _appendix(bundle, said, parts, room):
        body.sectPr.addprevious(element(xml))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Any, said: Words) -> None:
    """Paper, margins, font, and the page's number in the middle of the top margin from the second page on."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    plain = document.styles["Normal"]
    plain.font.name, plain.font.size = "Times New Roman", Pt(BODY)
    fonts = plain.element.rPr.rFonts
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), "Times New Roman")
    header = section.header.paragraphs[0]._p
    for xml in _page_number():
        header.addprevious(element(xml))
    header.getparent().remove(header)
    compat = document.settings.element.find(qn("w:compat"))
    if compat is None:
        compat = element(f'<w:compat xmlns:w="{qn("w:x")[1:].partition("}")[0]}"/>')
        document.settings.element.append(compat)
    uri = "http://schemas.microsoft.com/office/word"
    space = qn("w:x")[1:].partition("}")[0]
    compat.append(element(f'<w:compatSetting xmlns:w="{space}" w:name="compatibilityMode" w:uri="{uri}" w:val="15"/>'))
    core = document.core_properties
    core.title, core.author, core.comments, core.language = said.title, said.issuer, "", "vi-VN"
    core.created = core.modified = said.made_at.astimezone(VIETNAM).replace(tzinfo=None)


def _page_number() -> list[str]:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    look = '<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/><w:sz w:val="28"/></w:rPr>'
    field = "".join(
        f"<w:r>{look}{inside}</w:r>"
        for inside in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>2</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    return [f'<w:p {space}><w:pPr><w:jc w:val="center"/></w:pPr>{field}</w:p>']


def _letter(said: Words) -> list[str]:
    """Everything up to the signature."""
    found = [_head(said), _line("", after=0)]
    found.append(_centred(Run(say.KIND, BODY, bold=True), before=6, keep=True))
    found.append(_centred(Run(said.abstract, BODY, bold=True), keep=True))
    widest = max(width_of(line, BODY, bold=True) for line in said.abstract.split("\n"))
    found.append(rule(min(round(widest * 0.4), mm(ROOM) // 2), mm(ROOM)))
    found.append(_line(said.opening, before=10))
    for title, lines in said.before_table:
        found += _section(title, lines)
    found.append(_heading(say.RESULTS))
    found += [_line(line) for line in said.compared]
    found += [_results(said), _line(say.NOTE, size=TABLE, italic=True, before=3)]
    for title, lines in said.after_table:
        found += _section(title, lines)
    found.append(_line(said.closing, keep=True))
    found.append(_signature(said))
    return found


def _head(said: Words) -> str:
    """Who writes on the left, the nation on the right, each with its rule; number and date on one line below."""
    left, right = mm(ISSUER_WIDTH), mm(ROOM) - mm(ISSUER_WIDTH)
    issuer = [_centred(Run(line.upper(), 13)) for line in said.letterhead.superior]
    issuer += [_centred(Run(line.upper(), 13, bold=True)) for line in said.issuer_lines]
    longest = min(width_of(said.issuer_lines[-1].upper(), 13, bold=True), left)
    nation = [_centred(Run(say.NATION, 13, bold=True)), _centred(Run(say.MOTTO, BODY, bold=True))]
    number, when = say.NUMBER.format(symbol=said.letterhead.symbol), said.dated
    rows = [
        (
            "".join(issuer) + rule(round(longest * 0.42), left),
            "".join(nation) + rule(width_of(say.MOTTO, BODY, bold=True), right),
        ),
        (
            _centred(Run(number, 13), before=6),
            _centred(Run(when, 13, italic=True), before=6),
        ),
    ]
    return table(rows, (left, right), borders=False)


def _results(said: Words) -> str:
    widths = [mm(length) for length in (11, 54, 22, 21, 19, 19, 19)]
    heads = tuple(_cell(text, bold=True) for text in say.HEAD)
    rows = [
        tuple(
            _cell(text, align="both" if at == 1 else "center" if at in (0, 2) else "right")
            for at, text in enumerate(row)
        )
        for row in said.results
    ]
    return table([heads, *rows], widths, heads=1)


def _signature(said: Words) -> str:
    """Recipients on the left, the signer on the right, room for the signature between title and name."""
    left = mm(80)
    to = [_plain(Run(say.RECIPIENTS, 12, bold=True, italic=True))]
    listed = said.recipients
    to += [_plain(Run(f"- {text}{'.' if text == listed[-1] else ';'}", 11)) for text in listed]
    signer = [_centred(Run(line.upper(), BODY, bold=True)) for line in said.letterhead.signer]
    signer += [_centred(Run("", BODY)) for _ in range(5)]
    return table([("".join(to), "".join(signer))], (left, mm(ROOM) - left), borders=False, whole=True)


def _appendix(bundle: Bundle, said: Words, parts: Sequence[Sequence[str]], room: int) -> list[str]:
    """Each unit's figures, in the period and since the campaign began."""
    found = [
        _centred(Run(say.APPENDIX, BODY, bold=True), keep=True),
        _centred(Run(said.appendix_title, BODY, bold=True), keep=True),
        _centred(Run(said.appendix_of, BODY, italic=True), keep=True),
        rule(mm(40), mm(room)),
    ]
    campaign, figures = bundle.campaign, bundle.figures
    for number, caption in enumerate((say.TABLE_PERIOD, say.TABLE_TOTAL), start=1):
        for at, keys in enumerate(parts):
            title = caption.format(number=number) + (say.TABLE_MORE if at else "")
            found.append(_line(title, bold=True, before=8, keep=True))
            first = number == 1 and at == 0
            keep = len(figures.units) <= SHORT
            heads = [
                say.STT,
                say.UNIT,
                *([say.STATE] if first else []),
                *(capital(campaign.label(key)) for key in keys),
            ]
            rows = [[_cell(text, SMALL_TABLE, bold=True, keep=keep) for text in heads]]
            for place, unit in enumerate(figures.units, start=1):
                values = unit.values if number == 1 else unit.totals
                rows.append(
                    [
                        _cell(str(place), SMALL_TABLE, align="center", keep=keep),
                        _cell(capital(unit.area.full_name), SMALL_TABLE, align="left", keep=keep),
                        *([_cell(said.state(unit), SMALL_TABLE, align="center", keep=keep)] if first else []),
                        *(_cell(_number(values.get(key)), SMALL_TABLE, align="right", keep=keep) for key in keys),
                    ]
                )
            sums = [figures.of(key) for key in keys]
            last = [one.period if number == 1 else one.total for one in sums]
            rows.append(
                [
                    _cell("", SMALL_TABLE),
                    _cell(say.SUM, SMALL_TABLE, bold=True, align="left"),
                    *([_cell("", SMALL_TABLE)] if first else []),
                    *(_cell(_number(value), SMALL_TABLE, bold=True, align="right") for value in last),
                ]
            )
            fixed = [mm(11), mm(36), *([mm(24)] if first else [])]
            each = (mm(room) - sum(fixed)) // max(len(keys), 1)
            found.append(table(rows, [*fixed, *[each] * len(keys)], heads=1))
    return found


def _parts(bundle: Bundle) -> list[tuple[str, ...]]:
    """The keys of the appendix's tables, so many abreast as can be read."""
    keys = bundle.campaign.keys
    count = max(-(-len(keys) // COLUMNS), 1)
    each = -(-len(keys) // count)
    return [keys[at : at + each] for at in range(0, len(keys), each)]


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [_heading(title), *(_line(line) for line in lines)]


def _heading(text: str) -> str:
    return paragraph(Run(text, BODY, bold=True), first=10, before=6, after=6, keep=True, outline=0)


def _line(
    text: str,
    *,
    size: float = BODY,
    bold: bool = False,
    italic: bool = False,
    before: float = 0,
    after: float = 6,
    keep: bool = False,
) -> str:
    return paragraph(
        Run(text, size, bold=bold, italic=italic), first=10, before=before, after=after, line=1.1, keep=keep
    )


def _centred(run: Run, *, before: float = 0, keep: bool = False) -> str:
    return paragraph(run, align="center", before=before, keep=keep)


def _plain(run: Run) -> str:
    return paragraph(run, align="left")


def _cell(text: str, size: float = TABLE, *, bold: bool = False, align: Any = "center", keep: bool = False) -> str:
    return paragraph(Run(text, size, bold=bold), align=align, before=2, after=2, keep=keep)


def _number(value: int | None) -> str:
    return say.NO_VALUE if value is None else words.number(value)
