"""The part of `trolyso check` that looks at backups: whether they are made, can be written, and are young enough."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from bot.backups import folder_of, standing
from bot.config import Settings
from cli._check_findings import Section
from cli._check_storage import nearest, sqlite_file
from handlers.phrases import backup as say
from handlers.phrases import words

YOUNG = timedelta(hours=36)


def backups(settings: Settings, now: datetime) -> Section:
    """What would be missing on the day on which one is needed."""
    section = Section(say.TITLE)
    if not settings.backup.folder:
        section.care(say.OFF)
        return section
    folder = folder_of(settings)
    ground = nearest(folder)
    if not os.access(ground, os.W_OK):
        section.stop(say.CANNOT_WRITE.format(folder=folder))
        return section
    plan = {"at": f"{settings.backup.at:%H:%M}", "folder": folder, "days": settings.backup.keep_days}
    section.well(say.EVERY_DAY.format(**plan, sealed=say.SEALED if settings.backup.key else ""))
    database = sqlite_file(settings.database)
    if found := standing(folder):
        newest = found[-1][0]
        said = say.NEWEST if now - newest < YOUNG else say.STALE
        (section.well if now - newest < YOUNG else section.care)(said.format(made_at=words.moment(newest)))
    elif database is None or database.exists():
        section.care(say.NONE_YET)
    if not settings.backup.key:
        section.care(say.OPEN)
    if database is not None and ground.stat().st_dev == nearest(database.parent).stat().st_dev:
        section.care(say.SAME_DISK)
    return section
