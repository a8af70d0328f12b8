"""A campaign made for the ledger test: many places that report many days, and something due every half hour."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path

NAME = "so-cai"
START, END = date(2025, 9, 1), date(2025, 12, 31)
BEGIN = datetime.fromisoformat("2025-10-20T08:00:20+07:00")
"""When the first life begins, by the virtual clock."""
WINDOW = timedelta(minutes=90)
"""So late a post may still go out."""
POSTS = [(hour, minute) for hour in range(8, 22) for minute in (0, 30)]
TEXT = "Tin của mốc {at} trong chiến dịch."
"""What each of them says."""

FLOWS = {"cks": "chữ ký số", "vneid": "VNeID mức 2", "dvc": "tài khoản dịch vụ công", "vssid": "bảo hiểm số"}
STOCKS = {"wifi": "điểm phát sóng"}
LABELS = FLOWS | STOCKS
"""The key – which is also how it is typed – and the words of the receipts."""

_FIRST = ("Hưng", "Phước", "Thạnh", "Vĩnh", "Xuân", "Tường", "Quảng", "Kim")
_SECOND = ("Lộc", "Nghĩa", "Khánh", "Giang", "Thới", "Điền")
AREAS = {f"ap-{n}": f"{first} {second}" for n, (first, second) in enumerate(product(_FIRST, _SECOND), 1)}


def write(folder: Path) -> Path:
    """The preset's file in that folder, which may serve as the folder of campaigns."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{NAME}.toml"
    path.write_text("\n".join(_lines()), encoding="utf-8")
    return path


def _lines() -> list[str]:
    lines = [
        "[campaign]",
        'name = "Chiến dịch của sổ cái"',
        'plan = "Kế hoạch thử"',
        f"start = {START}",
        f"end = {END}",
        'unit = "ấp"',
        "[place]",
        'commune = "xã Thử"',
        'province = "tỉnh Thử"',
        "[rhythm]",
        'every = "month"',
        "monthday = 28",
        'at = "16:30"',
        'remind_before = ["1 ngày"]',
        f'window = "{WINDOW // timedelta(minutes=1)} phút"',
        'locks_after = "60 ngày"',
    ]
    for id_, name in AREAS.items():
        lines += ["[[areas]]", f'id = "{id_}"', f'name = "{name}"']
    lines += ["[[squads]]", 'id = "doi"', 'name = "Đội"', f"areas = {list(AREAS)}"]
    for key, label in LABELS.items():
        kind = "stock" if key in STOCKS else "flow"
        lines += ["[[indicators]]", f'id = "{key}"', f'label = "{label}"', f'short = "{label}"', 'unit = "người"']
        lines += [f'kind = "{kind}"', f'aliases = ["{key}"]', f"obligatory = {str(key == 'cks').lower()}"]
    every_day = ["thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật"]
    for hour, minute in POSTS:
        at = f"{hour:02}:{minute:02}"
        lines += ["[[posts]]", f'id = "tin-{hour:02}{minute:02}"', f"weekdays = {every_day}".replace("'", '"')]
        lines += [f'at = "{at}"', 'to = ["squads", "officers"]', f'text = "{TEXT.format(at=at)}"']
    return [line.replace("'", '"') for line in lines]
