"""Tables typed with «|» or tabs, read row by row: «CKS | VNeID» over «6 | 9», or «1 | CKS | 6»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from handlers.counts.lexicon import Lexicon
from handlers.counts.tokens import spell, tokenise

_NUMBER = re.compile(r"\s*\d{1,5}\s*$")
_RULE = re.compile(r"[\s|:+=\-–—]*$")
_HEADS = re.compile(
    r"stt|tt|nội dung|noi dung|chỉ tiêu|chi tieu|kết quả|ket qua|số|so|số lượng|so luong|tiêu chí|tieu chi|mục|muc|sl"
    r"|tên|ten|đơn vị|don vi|ghi chú|ghi chu|số liệu|so lieu|đạt|dat|thực hiện|thuc hien|$",
    re.IGNORECASE,
)


_GROUPS = re.compile(r"nhóm|nhom|đối tượng|doi tuong|thành phần|thanh phan|loại|loai|chỉ tiêu|", re.IGNORECASE)


def unfolded(text: str, lexicon: Lexicon) -> str:
    """The text with its table as lines «label: number»; unchanged where there is no table, or where it is doubtful."""
    lines = text.split("\n")
    if len(lines) < 2:
        return text
    for mark in ("|", "\t", ";"):
        rows = [_cells(line, mark) for line in lines]
        if sum(len(row) > 1 for row in rows) < 2:
            continue
        found = _crossed(rows, lexicon) or _columns(rows, lexicon) or (_rows(rows, lexicon) if mark != ";" else None)
        if found is not None:
            return "\n".join(found)
    return text


def _cells(line: str, mark: str) -> list[str]:
    if mark not in line:
        return [line]
    if _RULE.match(line):
        return []
    row = line.rstrip() if mark == "\t" else line.strip().strip(mark)
    return [cell.strip() for cell in row.split(mark)]


def _wide(rows: Sequence[list[str]], out: list[str]) -> Iterator[list[str]]:
    """The rows of several cells; a line beside the table goes out as it stands."""
    for row in rows:
        if len(row) > 1:
            yield row
        else:
            out += row


def _crossed(rows: Sequence[list[str]], lexicon: Lexicon) -> list[str] | None:
    """Groups over the columns and labels before the rows, or the other way round."""
    out: list[str] = []
    heads: list[str] = []
    counted = 0
    for row in _wide(rows, out):
        first, cells = row[0], row[1:]
        kinds = {_kind(cell, lexicon) for cell in cells}
        if not heads:
            if len(kinds) != 1 or kinds & {""} or not (_HEADS.fullmatch(first) or _GROUPS.fullmatch(first)):
                return None
            heads = cells
            continue
        other = "group" if _kind(heads[0], lexicon) == "indicator" else "indicator"
        if len(cells) != len(heads) or _kind(first, lexicon) != other or not all(_NUMBER.match(c) for c in cells):
            return None
        for head, number in zip(heads, cells, strict=True):
            label, group = (head, first) if other == "group" else (first, head)
            out.append(f"{_written(label, lexicon)} {_written(group, lexicon)}: {number}")
            counted += 1
    return out if counted else None


def _kind(cell: str, lexicon: Lexicon) -> str:
    """Whether the cell is one indicator that is counted by group, or one group."""
    for group in lexicon.campaign.groups:
        if spell(cell.strip(": "))[1] in {spell(name)[1] for name in (group.label, *group.aliases)}:
            return "group"
    tokens = tokenise(cell)
    entry = lexicon.longest(tokens, 0) if tokens and tokens[0].kind == "word" else None
    if entry is None or entry[1] != len(tokens) or entry[0].sort == "area":
        return ""
    if entry[0].sort == "indicator":
        grouped = len(entry[0].ids) == 1 and lexicon.campaign.indicator(entry[0].ids[0]).groups
        return "indicator" if grouped else ""
    return "group"


def _written(cell: str, lexicon: Lexicon) -> str:
    """The cell in words, where it holds letters that stand for them only in a table."""
    for group in lexicon.campaign.groups:
        if spell(cell.strip(": "))[1] in {spell(name)[1] for name in (group.label, *group.aliases)}:
            return group.label
    entry = lexicon.longest(tokenise(cell), 0)
    return entry[0].words if entry is not None else cell


def _columns(rows: Sequence[list[str]], lexicon: Lexicon) -> list[str] | None:
    """Labels over numbers; lines before and behind stay as they are."""
    out: list[str] = []
    index, some = 0, False
    while index < len(rows):
        row = rows[index]
        if not row:
            index += 1
            continue
        below = next((other for other in rows[index + 1 :] if other), [])
        if len(row) > 1 and len(below) == len(row) and all(_label(cell, lexicon) for cell in row):
            if not all(_NUMBER.match(cell) for cell in below):
                return None
            out += [f"{label}: {number}" for label, number in zip(row, below, strict=True)]
            index = next(i for i in range(index + 1, len(rows)) if rows[i]) + 1
            some = True
            continue
        if len(row) > 1:
            return None
        out.append(row[0])
        index += 1
    return out if some else None


def _rows(rows: Sequence[list[str]], lexicon: Lexicon) -> list[str] | None:
    """One label and one number a row, perhaps behind the number of the row."""
    out: list[str] = []
    counted = 0
    for row in _wide(rows, out):
        cells = [cell for cell in row if cell]
        if not counted and all(_HEADS.fullmatch(cell) for cell in cells):
            continue
        numbers = [cell for cell in cells if _NUMBER.match(cell)]
        labels = [cell for cell in cells if _label(cell, lexicon)]
        counted += 1
        ordinal = len(numbers) == 2 and cells[0] == numbers[0] and int(numbers[0]) == counted
        if len(labels) != 1 or len(cells) != len(numbers) + 1 or not (len(numbers) == 1 or ordinal):
            return None
        out.append(f"{labels[0]}: {numbers[-1]}")
    return out if counted > 1 else None


def _label(cell: str, lexicon: Lexicon) -> bool:
    """The cell is one label of the campaign, perhaps with its group, and nothing else."""
    tokens = tokenise(cell)
    at, some = 0, False
    while at < len(tokens):
        entry = lexicon.longest(tokens, at) if tokens[at].kind == "word" else None
        if entry is None or entry[0].sort == "area":
            return False
        some = some or entry[0].sort == "indicator"
        at += entry[1]
    return some
