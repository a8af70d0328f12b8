"""Every preset loads and says what the plans say; a broken one is told all of its mistakes at once."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from datetime import date, datetime, time, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from bot.clock import VIETNAM
from bot.text import fold, nfc
from handlers import presets
from handlers.campaign import PLACEHOLDERS, Campaign
from handlers.presets import CAMPAIGNS, PresetError, Problem

NAMES = ("bim-son-2023", "chien-dich-30-ngay-dem-2023", "ngok-bay-2025", "nhon-trach-2025", "quang-ngoc-2026")

BIM_SON_GROUPS = ("can-bo", "doan-vien", "hoi-vien", "hoc-sinh", "con-lai")
NGOK_BAY_GROUPS = ("can-bo", "nguoi-dan")

INDICATORS = {
    "nhon-trach-2025": {
        **dict.fromkeys(("cks", "vneid2", "dvc", "ngan-hang", "vssid"), ("flow", ())),
        **dict.fromkeys(("suc-khoe", "dong-nai-s", "tmdt", "luot", "ho"), ("flow", ())),
    },
    "bim-son-2023": {
        "cai-dat": ("flow", BIM_SON_GROUPS),
        "muc1": ("flow", ()),
        "muc2": ("flow", ()),
        "kich-hoat": ("flow", BIM_SON_GROUPS),
        "ho": ("flow", ()),
    },
    "chien-dich-30-ngay-dem-2023": {
        "muc1": ("flow", ()),
        "muc2": ("flow", ()),
        "kich-hoat": ("flow", ()),
        "cho-duyet": ("stock", ()),
        "chua-kich-hoat": ("stock", ()),
        "vang": ("stock", ()),
        "khong-du-dk": ("stock", ()),
    },
    "ngok-bay-2025": {
        "vneid2": ("flow", NGOK_BAY_GROUPS),
        "cks": ("flow", NGOK_BAY_GROUPS),
        "luot": ("flow", ()),
        "ho-so": ("stock", ()),
        "ho-so-ky-so": ("stock", ()),
    },
    "quang-ngoc-2026": dict.fromkeys(("vneid2", "cks", "app-thanhhoa", "ky-nang-so", "suc-khoe"), ("flow", ())),
}

UNITS = {
    "nhon-trach-2025": ("ấp", {"ấp"}),
    "bim-son-2023": ("khu phố / thôn", {"khu phố", "thôn"}),
    "chien-dich-30-ngay-dem-2023": ("ấp / khóm", {"ấp", "khóm"}),
    "ngok-bay-2025": ("thôn", {"thôn"}),
    "quang-ngoc-2026": ("thôn", {"thôn"}),
}

LEVELS = dict.fromkeys(NAMES, 1) | {"bim-son-2023": 3, "chien-dich-30-ngay-dem-2023": 3}

WRITTEN = [
    ("nhon-trach-2025", "cks", "cks"),
    ("nhon-trach-2025", "chữ ký số", "cks"),
    ("nhon-trach-2025", "chu ky so", "cks"),
    ("nhon-trach-2025", "vneid", "vneid2"),
    ("nhon-trach-2025", "đd2", "vneid2"),
    ("nhon-trach-2025", "tk dvc", "dvc"),
    ("nhon-trach-2025", "tknh", "ngan-hang"),
    ("nhon-trach-2025", "so suc khoe", "suc-khoe"),
    ("nhon-trach-2025", "hd", "luot"),
    ("nhon-trach-2025", "nhà", "ho"),
    ("bim-son-2023", "cài vneid", "cai-dat"),
    ("bim-son-2023", "mức 2", "muc2"),
    ("bim-son-2023", "kích hoạt", "kich-hoat"),
    ("bim-son-2023", "vneid", None),
    ("bim-son-2023", "định danh", None),
    ("chien-dich-30-ngay-dem-2023", "vắng", "vang"),
    ("chien-dich-30-ngay-dem-2023", "chưa kích hoạt", "chua-kich-hoat"),
    ("chien-dich-30-ngay-dem-2023", "vneid", None),
    ("ngok-bay-2025", "hs", "ho-so"),
    ("ngok-bay-2025", "hs ký số", "ho-so-ky-so"),
    ("quang-ngoc-2026", "bình dân học vụ số", "ky-nang-so"),
    ("quang-ngoc-2026", "app tỉnh", "app-thanhhoa"),
]


@pytest.fixture(params=NAMES)
def campaign(request: pytest.FixtureRequest) -> Campaign:
    return presets.load_named(request.param)


def test_there_are_exactly_the_five_campaigns() -> None:
    assert presets.names() == NAMES


def test_a_campaign_is_called_after_its_file(campaign: Campaign) -> None:
    assert presets.load(CAMPAIGNS / f"{campaign.id}.toml").id == campaign.id


def test_indicators_have_their_stable_ids_kinds_and_groups(campaign: Campaign) -> None:
    assert {i.id: (i.kind, i.groups) for i in campaign.indicators} == INDICATORS[campaign.id]


def test_units_are_called_as_people_call_them_there(campaign: Campaign) -> None:
    assert (campaign.unit, {leaf.unit for leaf in campaign.leaves}) == UNITS[campaign.id]


def test_the_area_tree_has_one_or_three_levels(campaign: Campaign) -> None:
    def depth(id_: str) -> int:
        parent = campaign.area(id_).parent
        return 1 + (depth(parent) if parent else 0)

    assert {depth(leaf.id) for leaf in campaign.leaves} == {LEVELS[campaign.id]}


def test_each_of_at_least_five_leaves_has_its_own_squad(campaign: Campaign) -> None:
    assert len(campaign.leaves) >= 5
    assert [squad.areas for squad in campaign.squads] == [(leaf.id,) for leaf in campaign.leaves]


def test_every_leaf_knows_every_population_that_a_target_needs(campaign: Campaign) -> None:
    everybody = campaign.populations_of(campaign.leaves)
    needed = {target.population for target in campaign.targets}

    assert needed and needed <= set(everybody)
    assert all(target.wanted(everybody) for target in campaign.targets)


def test_something_is_obligatory_but_not_everything(campaign: Campaign) -> None:
    obligatory = {indicator.id for indicator in campaign.indicators if indicator.obligatory}
    assert set() < obligatory < {indicator.id for indicator in campaign.indicators}


def test_there_is_one_reminder_and_one_deadline_post(campaign: Campaign) -> None:
    assert [post.to for post in campaign.anchored("remind")] == [("squads",)]
    assert [post.to for post in campaign.anchored("deadline")] == [("squads", "officers")]


def test_posts_fill_in_to_short_sentences(campaign: Campaign) -> None:
    for post in campaign.posts:
        said = post.text.format_map(dict.fromkeys(PLACEHOLDERS, "…"))
        assert "{" not in said and len(said) <= 320, post.id


def test_posts_are_said_neither_at_night_nor_on_no_day(campaign: Campaign) -> None:
    for post in campaign.posts:
        assert post.anchor or (post.at and time(6) <= post.at <= time(21)), post.id


def test_everything_in_a_preset_is_composed_text() -> None:
    for name in NAMES:
        text = (CAMPAIGNS / f"{name}.toml").read_text(encoding="utf-8")
        assert text == nfc(text)


def test_example_values_are_marked_for_people_and_for_the_check(campaign: Campaign) -> None:
    text = (CAMPAIGNS / f"{campaign.id}.toml").read_text(encoding="utf-8")
    marked = tomllib.loads(text)["examples"]

    assert len(campaign.examples) == len(marked) > 0
    assert all("là ví dụ" in sentence for sentence in campaign.examples)
    for line in text.splitlines():
        if line.startswith("populations = {"):
            assert line.endswith("# ví dụ"), line
    assert any("areas.*.populations" in sentence for sentence in campaign.examples)


def marked_by_comment(text: str) -> set[str]:
    """The keys whose line ends in «# ví dụ», by the ids of their tables: «areas.ap-cho.populations»."""
    keys: set[str] = set()
    section = id_ = ""
    for line in text.splitlines():
        if header := re.match(r"\[+([a-z_.]+)\]+", line):
            section, id_ = header[1], id_ if "." in header[1] else ""
        elif found := re.match(r'(\w+) = ("?)(.*?)\2(\s*#.*)?$', line):
            id_ = found[3] if found[1] == "id" else id_
            first, _, inner = section.partition(".")
            if "# ví dụ" in line:
                keys.add(".".join(part for part in (first, id_, inner, found[1]) if part))
    return keys


def test_every_mark_in_a_comment_is_known_to_the_check(campaign: Campaign) -> None:
    text = (CAMPAIGNS / f"{campaign.id}.toml").read_text(encoding="utf-8")
    patterns = [key for example in tomllib.loads(text)["examples"] for key in example["keys"]]

    def known(key: str) -> bool:
        return any(fnmatchcase(key, pattern) or key.startswith(f"{pattern}.") for pattern in patterns)

    # Targets have no ids: their keys are named by place in the examples.
    keys = {key for key in marked_by_comment(text) if not key.startswith("targets.")}
    assert len(keys) > 5
    assert {key for key in keys if not known(key)} == set()


@pytest.mark.parametrize(("name", "word", "meant"), WRITTEN)
def test_people_write_an_indicator_in_many_ways(name: str, word: str, meant: str | None) -> None:
    campaign = presets.load_named(name)
    found = [i.id for i in campaign.indicators if fold(word) in {fold(w) for w in (i.id, i.short, *i.aliases)}]
    assert found == ([meant] if meant else [])


def test_the_reports_shown_in_posts_use_words_of_the_campaign(campaign: Campaign) -> None:
    indicators = {fold(word) for i in campaign.indicators for word in (i.short, *i.aliases)}
    groups = {fold(word) for group in campaign.groups for word in (group.label, *group.aliases)}
    known = indicators | groups | {f"{indicator} {group}" for indicator in indicators for group in groups}

    shown = [report for post in campaign.posts for report in re.findall("«báo cáo ([^»]+)»", post.text)]
    labels = {fold(label) for report in shown for label in re.findall(r"(.+?) \d+\s*", report)}
    assert labels and labels <= known


def test_indicators_have_many_aliases(campaign: Campaign) -> None:
    assert min(len(indicator.aliases) for indicator in campaign.indicators) >= 8


# -- what each plan says ----------------------------------------------------------------------------------------------


def test_nhon_trach_has_five_squads_one_per_hamlet_and_reports_on_saturday() -> None:
    campaign = presets.load_named("nhon-trach-2025")

    assert {squad.id: squad.areas for squad in campaign.squads} == {
        "doi-1": ("ap-cho",),
        "doi-2": ("ap-trau",),
        "doi-3": ("ap-my-khoan",),
        "doi-4": ("ap-phuoc-my",),
        "doi-5": ("ap-ben-san",),
    }
    assert {i.id for i in campaign.indicators if i.obligatory} == {"cks", "vneid2", "luot"}
    assert [(t.indicator, t.share, t.population) for t in campaign.targets] == [("cks", 0.5, "nguoi-lon")]
    first = campaign.period_of(date(2025, 10, 10))
    assert (first.id, first.deadline) == ("2025-W41", datetime(2025, 10, 11, 16, 30, tzinfo=VIETNAM))
    ceremony = next(post for post in campaign.posts if post.id == "le-ra-quan")
    assert ceremony.on == (date(2025, 10, 10),) and ceremony.at is not None and ceremony.at <= time(7)


def test_posts_to_school_classes_wait_for_an_officer() -> None:
    posts = [post for name in NAMES for post in presets.load_named(name).posts if "classes" in post.to]
    assert len(posts) == 2 and all(post.approval for post in posts)


def test_bim_son_prepares_with_a_reminder_to_each_addressee() -> None:
    campaign = presets.load_named("bim-son-2023")

    due = {(max(post.on), post.addressee) for post in campaign.posts if post.addressee}
    assert due == {
        (date(2023, 3, 20), "Công an thị xã"),
        (date(2023, 3, 23), "UBND các phường, xã"),
        (date(2023, 3, 23), "Các doanh nghiệp viễn thông"),
        (date(2023, 3, 24), "UBND các phường, xã"),
        (date(2023, 3, 25), "Tổ Đề án 06 thị xã"),
        (date(2023, 3, 25), "Các đoàn thể thị xã"),
        (date(2023, 3, 31), "Các phòng, ban, cơ quan, đơn vị"),
        (date(2023, 4, 20), "Công an thị xã"),
    }


def test_bim_son_wants_a_share_of_each_group_in_the_peak_and_everybody_afterwards() -> None:
    targets = presets.load_named("bim-son-2023").targets

    peak = {t.group: (t.share, t.encouraged) for t in targets if t.phase == "cao-diem"}
    later = {t.group: t.share for t in targets if t.phase == "duy-tri"}
    assert peak == {
        "can-bo": (1.0, False),
        "doan-vien": (1.0, False),
        "hoi-vien": (0.5, False),
        "hoc-sinh": (1.0, True),
        "con-lai": (0.5, False),
    }
    assert later == dict.fromkeys(BIM_SON_GROUPS, 1.0)


def test_the_thirty_days_compare_communes_and_end_with_a_report() -> None:
    campaign = presets.load_named("chien-dich-30-ngay-dem-2023")

    assert {area.unit for area in campaign.ranked} == {"xã", "thị trấn"}
    assert campaign.final_report is not None and campaign.final_report.date() == date(2023, 9, 7)
    assert {i.id for i in campaign.indicators if i.ratio_of == "du-dieu-kien"} == {"kich-hoat", "vang", "khong-du-dk"}
    officials = next(post for post in campaign.posts if post.id == "can-bo-truoc-30-8")
    assert max(officials.on) < date(2023, 8, 30)


def test_ngok_bay_counts_signed_dossiers_among_all_dossiers() -> None:
    campaign = presets.load_named("ngok-bay-2025")
    assert campaign.indicator("ho-so-ky-so").part_of == "ho-so"
    assert campaign.monthly_report_day == campaign.rhythm.monthday == 20


def test_ngok_bay_wants_all_officials_and_half_of_the_adults() -> None:
    targets = presets.load_named("ngok-bay-2025").targets
    assert [(t.indicator, t.group, t.share, t.population) for t in targets] == [
        ("vneid2", "can-bo", 1.0, "can-bo"),
        ("cks", "can-bo", 1.0, "can-bo"),
        ("cks", None, 0.5, "nguoi-lon"),
        ("cks", "nguoi-dan", 0.5, "nguoi-dan"),
    ]


def test_quang_ngoc_has_a_lead_and_a_denominator_per_criterion() -> None:
    targets = presets.load_named("quang-ngoc-2026").targets
    assert {t.indicator: (t.share, t.population, t.leads) for t in targets} == {
        "vneid2": (1.0, "tu-6-tuoi", "Công an xã"),
        "cks": (0.4, "nguoi-lon", "Phòng Văn hóa – Xã hội"),
        "app-thanhhoa": (0.4, "nguoi-lon", "Phòng Văn hóa – Xã hội"),
        "ky-nang-so": (1.0, "nguoi-lon", "Phòng Văn hóa – Xã hội"),
        "suc-khoe": (0.93, "du-dieu-kien-suc-khoe", "Trạm Y tế xã"),
    }


# -- mistakes ---------------------------------------------------------------------------------------------------------

BROKEN = Path(__file__).parent / "broken.toml"


def test_all_mistakes_are_told_at_once_with_their_lines() -> None:
    with pytest.raises(PresetError) as caught:
        presets.load(BROKEN)

    assert [dataclasses.astuple(problem) for problem in caught.value.problems] == [
        (7, "campaign.rankin", "Không có khóa «rankin». Có phải ý là «ranking»?"),
        (11, "place.province", '«province» chưa đúng; cần chữ trong ngoặc kép "…".'),
        (14, "rhythm.every", "Không có giá trị «weak». Có phải ý là «week»?"),
        (15, "rhythm.at", '«at» chưa đúng; cần giờ từ "00:00" đến "23:59", ví dụ "16:30".'),
        (16, "rhythm.weekday", '«weekday» chưa đúng; cần thứ trong tuần, ví dụ "thứ bảy" hay "chủ nhật".'),
        (
            17,
            "rhythm.remind_before",
            '«remind_before» chưa đúng; cần danh sách khoảng thời gian, ví dụ ["1 ngày", "2 giờ"].',
        ),
        (26, "phases.mot.end", "Ngày kết thúc đứng trước ngày bắt đầu; xin đổi «start» hoặc «end»."),
        (31, "areas.ap-cho.parent", "Không có khu vực «xa-thu». Hiện có: «ap-cho»."),
        (
            32,
            "areas.ap-cho.populations",
            "«populations» chưa đúng; cần các số nguyên từ 0 trở lên, ví dụ { nguoi-lon = 2400 }.",
        ),
        (35, "areas.ap-cho.id", "Mã «ap-cho» đã dùng ở trên; xin đặt mã khác."),
        (37, "areas.ap-cho.populations.nguoi-lom", "Không có nhóm dân số «nguoi-lom». Có phải ý là «nguoi-lon»?"),
        (42, "squads.doi-1.areas", "Không có khu vực «ap-chợ». Có phải ý là «ap-cho»?"),
        (55, "indicators.Vneid 2.id", "«id» chưa đúng; cần chữ thường không dấu, số và gạch nối, ví dụ «ap-cho»."),
        (63, "indicators.Vneid 2.groups", "Không có nhóm «dan». Xin thêm vào tệp hoặc bỏ từ này."),
        (64, "indicators.Vneid 2.part_of", "Không có chỉ tiêu «ckss». Có phải ý là «cks»?"),
        (65, "indicators.Vneid 2.aliases", "Cách viết «ky so» đã là của chỉ tiêu «cks»; xin bỏ ở một bên."),
        (69, "targets.1.share", "«share» chưa đúng; cần tỷ lệ lớn hơn 0 và không quá 1, ví dụ 0.5 là 50 %."),
        (73, "targets.2", "Mỗi mục tiêu cần đúng một trong hai khóa: «share» (tỷ lệ) hoặc «amount» (số lượng)."),
        (77, "targets.2.until", "Ngày nằm ngoài chiến dịch (10/10/2025–31/12/2025); xin sửa lại."),
        (81, "posts.nhac.anchor", "Không có giá trị «deadlin». Có phải ý là «deadline»?"),
        (82, "posts.nhac.to", "Không có giá trị «squad». Có phải ý là «squads»?"),
        (83, "posts.nhac.text", "Không có chỗ điền {dealine}. Có phải ý là «deadline»?"),
        (
            85,
            "posts.le",
            "Mỗi tin cần đúng một trong các khóa «on», «weekdays», «monthday», «lunar», «anchor»; "
            "đang có «on», «weekdays».",
        ),
        (87, "posts.le.on", "Ngày 10/10/2024 cách chiến dịch hơn 60 ngày; xin xem lại năm, tháng."),
        (90, "posts.le.text", "Dấu { } chưa khép; muốn viết dấu ngoặc thì viết đôi {{ }}."),
        (
            93,
            "examples.1.keys",
            "Không có khóa «areas.ap-trau.name» trong tệp; nếu đã thay số thật thì xin bỏ dòng này.",
        ),
    ]


def test_the_error_reads_as_one_line_per_problem() -> None:
    with pytest.raises(PresetError) as caught:
        presets.load(BROKEN)

    lines = str(caught.value).splitlines()
    assert lines[0] == "broken.toml:7: campaign.rankin: Không có khóa «rankin». Có phải ý là «ranking»?"
    assert len(lines) == len(caught.value.problems)


def problems(tmp_path: Path, *changes: tuple[str, str], name: str = "nhon-trach-2025") -> list[tuple[int, str]]:
    """The lines and keys that a preset is told to mend after these changes to a good one."""
    text = (CAMPAIGNS / f"{name}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "thu.toml"
    path.write_text(text, encoding="utf-8")
    try:
        presets.load(path)
    except PresetError as error:
        return [(problem.line, problem.key) for problem in error.problems]
    return []


def line_of(needle: str, name: str = "nhon-trach-2025") -> int:
    """The first line of a preset that holds these words."""
    lines = (CAMPAIGNS / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    return next(at for at, line in enumerate(lines, start=1) if needle in line)


def test_a_changed_comma_in_a_post_is_no_mistake(tmp_path: Path) -> None:
    assert problems(tmp_path, ("Chúc một ngày thuận lợi!", "Chúc mọi người thuận lợi!")) == []


MISTAKES = [
    ("a time that is none", "nhon-trach-2025", 'at = "16:30"', 'at = "24:00"', "rhythm.at"),
    ("a unit that no period has", "nhon-trach-2025", 'every = "week"', 'every = "weeks"', "rhythm.every"),
    ("an end before the start", "nhon-trach-2025", "end = 2025-12-31", "end = 2025-01-31", "campaign.end"),
    ("a share of nothing", "nhon-trach-2025", "share = 0.5", "share = 0", "targets.1.share"),
    ("a share as percent", "nhon-trach-2025", "share = 0.5", "share = 50", "targets.1.share"),
    ("an unknown group", "ngok-bay-2025", 'group = "can-bo"', 'group = "can-bo-xa"', "targets.1.group"),
    ("an unknown population", "nhon-trach-2025", 'ion = "nguoi-lon"', 'ion = "nguoi-gia"', "targets.1.population"),
    ("an area above that is not there", "bim-son-2023", 'parent = "bim-son"', 'parent = "bim"', "areas.ba-dinh.parent"),
    (
        "part of itself",
        "ngok-bay-2025",
        'part_of = "ho-so"',
        'part_of = "ho-so-ky-so"',
        "indicators.ho-so-ky-so.part_of",
    ),
    ("a taken alias", "bim-son-2023", '  "m2", "mức hai"', '  "CAI  APP", "m2"', "indicators.muc2.aliases"),
    ("an alias of a group", "bim-son-2023", '  "nhà", "số hộ"', '  "bà con", "nhà"', "indicators.ho.aliases"),
    (
        "an area's alias that is counted",
        "nhon-trach-2025",
        '["ấp trầu"]',
        '["ấp trầu", "ky so"]',
        "areas.ap-trau.aliases",
    ),
    (
        "a squad for an inner area",
        "bim-son-2023",
        'areas = ["ba-dinh-kp-1"]',
        'areas = ["ba-dinh"]',
        "squads.to-ba-dinh-kp-1.areas",
    ),
    ("one area for two squads", "nhon-trach-2025", 'areas = ["ap-trau"]', 'areas = ["ap-cho"]', "squads.doi-2.areas"),
    ("a day out of the world", "nhon-trach-2025", "on = [2025-10-09]", "on = [2035-10-09]", "posts.nhac-le-ra-quan.on"),
    ("a strange placeholder", "nhon-trach-2025", "{missing}. Xin", "{thieu}. Xin", "posts.nhac-han.text"),
    (
        "an hour beside an anchor",
        "nhon-trach-2025",
        'anchor = "deadline"',
        'anchor = "deadline"\nat = "16:30"',
        "posts.den-han.at",
    ),
    ("a month day for weeks", "nhon-trach-2025", 'weekday = "thứ bảy"', "monthday = 20", "rhythm.monthday"),
    ("a month day that February lacks", "ngok-bay-2025", "monthday = 20", "monthday = 30", "rhythm.monthday"),
    (
        "the same rhythm twice",
        "bim-son-2023",
        'every = "week" # ví dụ\nweekday = "thứ sáu" # ví dụ',
        'every = "day"',
        "phases.duy-tri.rhythm.every",
    ),
    ("an example that was replaced", "nhon-trach-2025", '"place.desk_hours"', '"place.desk_hour"', "examples.4.keys"),
    (
        "an addressee whom nobody reads",
        "quang-ngoc-2026",
        'to = ["officers"]\naddressee',
        'to = ["squads"]\naddressee',
        "posts.tong-hop-thang.to",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "key"), [case[1:] for case in MISTAKES], ids=[c[0] for c in MISTAKES])
def test_a_mistake_is_told_where_it_stands(tmp_path: Path, name: str, old: str, new: str, key: str) -> None:
    found = problems(tmp_path, (old, new), name=name)

    text = (CAMPAIGNS / f"{name}.toml").read_text(encoding="utf-8")
    stands = text[: text.index(old)].count("\n") + 1 + new.count("\n")
    # A list over several lines is told at the line where it begins, right above its first words.
    assert [(key, abs(line - stands) <= 1) for line, key in found if line] == [(key, True)]


def test_two_phases_do_not_share_a_day(tmp_path: Path) -> None:
    found = problems(tmp_path, ("start = 2025-11-09", "start = 2025-11-08"))
    assert found == [(line_of("start = 2025-11-09"), "phases.duy-tri.start")]


def test_a_slip_in_the_writing_is_told_with_its_line(tmp_path: Path) -> None:
    found = problems(tmp_path, ('id = "ap-trau"', "id = ap-trau"))
    assert found == [(line_of('id = "ap-trau"'), "")]


def test_a_file_that_breaks_off_is_told_its_last_line(tmp_path: Path) -> None:
    path = tmp_path / "thu.toml"
    path.write_text('[campaign]\nname = "Thử"\naliases = [\n', encoding="utf-8")

    with pytest.raises(PresetError) as caught:
        presets.load(path)

    assert [problem.line for problem in caught.value.problems] == [3]


def test_an_empty_file_lacks_the_main_things(tmp_path: Path) -> None:
    path = tmp_path / "thu.toml"
    path.write_text("", encoding="utf-8")

    with pytest.raises(PresetError) as caught:
        presets.load(path)

    assert [problem.key for problem in caught.value.problems] == [
        "campaign.unit",
        "campaign.name",
        "campaign.plan",
        "campaign.start",
        "campaign.end",
        "place.commune",
        "place.province",
        "rhythm.every",
        "rhythm.at",
        "campaign",
        "campaign",
    ]


def test_a_file_in_another_encoding_is_refused_kindly(tmp_path: Path) -> None:
    path = tmp_path / "thu.toml"
    path.write_bytes('name = "Chợ"'.encode("utf-16"))

    with pytest.raises(PresetError) as caught:
        presets.load(path)

    assert caught.value.problems == (Problem(1, "", "Tệp không phải UTF-8; xin lưu lại với mã UTF-8."),)


def test_a_missing_file_is_told_and_not_raised_through(tmp_path: Path) -> None:
    with pytest.raises(PresetError, match="Không đọc được tệp"):
        presets.load(tmp_path / "khong-co.toml")


def test_an_unknown_campaign_names_the_nearest() -> None:
    with pytest.raises(PresetError, match=r"Không có chiến dịch «nhon-trac-2025»\. Có phải ý là «nhon-trach-2025»\?"):
        presets.load_named("nhon-trac-2025")


def test_a_name_cannot_lead_out_of_the_folder() -> None:
    with pytest.raises(PresetError):
        presets.load_named("../campaigns/nhon-trach-2025")


def test_a_folder_without_presets_has_no_names(tmp_path: Path) -> None:
    assert presets.names(tmp_path / "khong-co") == ()


def test_words_of_time_are_read(tmp_path: Path) -> None:
    text = (CAMPAIGNS / "nhon-trach-2025.toml").read_text(encoding="utf-8")
    text = text.replace('remind_before = ["1 ngày", "2 giờ"]', 'remind_before = ["1 giờ 30 phút"]\ndays_after = 1')
    text = text.replace('at = "16:30"', "at = 07:15:00").replace('weekday = "thứ bảy"', 'weekday = "Chu nhat"')
    path = tmp_path / "thu.toml"
    path.write_text(text, encoding="utf-8")

    rhythm = presets.load(path).rhythm

    assert (rhythm.remind_before, rhythm.at, rhythm.weekday, rhythm.days_after) == (
        (timedelta(hours=1, minutes=30),),
        time(7, 15),
        6,
        1,
    )


def test_every_key_of_the_presets_is_explained() -> None:
    guide = (CAMPAIGNS.parent / "docs" / "campaigns.md").read_text(encoding="utf-8")
    used: set[str] = set()
    for name in NAMES:
        for section in tomllib.loads((CAMPAIGNS / f"{name}.toml").read_text(encoding="utf-8")).items():
            rows = section[1] if isinstance(section[1], list) else [section[1]]
            used |= {section[0]} | {key for row in rows for key in row if section[0] != "populations"}

    assert {
        key for key in used if f"`{key}`" not in guide and f"[{key}]" not in guide and f"`{key} =" not in guide
    } == set()
