"""The written report of a period in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I, ready to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from bot.clock import VIETNAM
from handlers.phrases import letter as say
from handlers.summaries import letter_tables, template
from handlers.summaries._word import Run, element, mm, paragraph, rule, table, width_of
from handlers.summaries.bundle import Bundle
from handlers.summaries.letter_words import Words

WIDTH, HEIGHT = 210, 297
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
ROOM = WIDTH - LEFT - RIGHT
ISSUER_WIDTH = 66
BODY = 14
FEW = 4
"""So many paragraphs stay with the signature."""


def draw(bundle: Bundle) -> bytes:
    """The document: by the commune's own template where there is one, else in our layout. Raises TemplateError."""
    if bundle.campaign.letterhead.template:
        return template.fill(bundle, bundle.campaign.letterhead.template)
    return ours(bundle)


def ours(bundle: Bundle) -> bytes:
    """The document in the decree's layout, whatever template there is."""
    import docx
    from docx.enum.section import WD_ORIENT, WD_SECTION

    document = docx.Document()
    said = Words(bundle)
    _set_up(document, said)
    body = document.element.body
    for xml in _letter(said):
        body.sectPr.addprevious(element(xml))
    parts = letter_tables.parts(bundle)
    wide = max((len(part) for part in parts), default=0) > letter_tables.PORTRAIT_COLUMNS
    appendix = document.add_section(WD_SECTION.NEW_PAGE)
    appendix.different_first_page_header_footer = False
    _shrink(body)
    if wide:
        appendix.orientation = WD_ORIENT.LANDSCAPE
        appendix.page_width, appendix.page_height = appendix.page_height, appendix.page_width
    room = (HEIGHT if wide else WIDTH) - LEFT - RIGHT
    for xml in [
        *_appendix_head(said, room),
        *letter_tables.units(bundle, said, parts, room),
        *letter_tables.own(bundle, room),
    ]:
        body.sectPr.addprevious(element(xml))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _shrink(body: Any) -> None:
    """The paragraph that ends the first section takes no room: behind a full page it would make an empty one."""
    from docx.oxml.ns import qn

    *_, end = (one for one in body.iter(qn("w:pPr")) if one.find(qn("w:sectPr")) is not None)
    space = f'xmlns:w="{qn("w:x")[1:].partition("}")[0]}"'
    end.insert(0, element(f'<w:spacing {space} w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'))


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
    found += [letter_tables.results(said, ROOM), _line(said.note, size=letter_tables.TABLE, italic=True, before=3)]
    *sections, (title, lines) = said.after_table
    for heading, text in sections:
        found += _section(heading, text)
    found += [_heading(title), *(_line(line, keep=len(lines) <= FEW) for line in lines)]  # not the signature alone
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


def _signature(said: Words) -> str:
    """Recipients on the left, the signer on the right, room for the signature between title and name."""
    left = mm(80)
    to = [_plain(Run(say.RECIPIENTS, 12, bold=True, italic=True))]
    listed = said.recipients
    to += [_plain(Run(f"- {text}{'.' if text == listed[-1] else ';'}", 11)) for text in listed]
    signer = [_centred(Run(line.upper(), BODY, bold=True)) for line in said.letterhead.signer]
    signer += [_centred(Run("", BODY)) for _ in range(5)]
    signer.append(_centred(Run(said.letterhead.signer_name, BODY, bold=True)))
    return table([("".join(to), "".join(signer))], (left, mm(ROOM) - left), borders=False, whole=True)


def _appendix_head(said: Words, room: int) -> list[str]:
    return [
        _centred(Run(say.APPENDIX, BODY, bold=True), keep=True),
        _centred(Run(said.appendix_title, BODY, bold=True), keep=True),
        _centred(Run(said.appendix_of, BODY, italic=True), keep=True),
        rule(mm(40), mm(room)),
    ]


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
