"""Pictures and voices between the two: fetched from one platform, kept for two days, sent on the other."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.errors import TryAgainLater, Unreachable
from bot.types import File, Reply
from handlers.handoff.base import address_of, name_of, person_of
from handlers.helping import title_of
from handlers.passed import keep
from handlers.phrases import handoff as say
from handlers.tools import Job
from storage.outbox import After

KEPT = timedelta(days=2)
ATTEMPTS = 4
"""So often a platform that cannot be reached is asked."""
LONGEST = 10_000_000
"""Bytes that are passed on."""
KINDS: tuple[tuple[bytes, int, str, str], ...] = (
    (b"\xff\xd8\xff", 0, "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png", "png"),
    (b"WEBP", 8, "image/webp", "webp"),
    (b"OggS", 0, "audio/ogg", "ogg"),
    (b"ftyp", 4, "audio/mp4", "m4a"),
    (b"ID3", 0, "audio/mpeg", "mp3"),
    (b"\xff\xfb", 0, "audio/mpeg", "mp3"),
    (b"\xff\xf1", 0, "audio/aac", "aac"),
    (b"\xff\xf9", 0, "audio/aac", "aac"),
    (b"#!AMR", 0, "audio/amr", "amr"),
)
"""What a file is, by its first bytes: what it calls itself is not believed."""


def kind_of(content: bytes) -> tuple[str, str] | None:
    """The type and ending of a picture or voice; None: neither, and not passed on."""
    return next(
        ((mime, ending) for mark, at, mime, ending in KINDS if content[at : at + len(mark)] == mark),
        None,
    )


async def pass_on(work: Job) -> None:
    """Fetch one file of a line outside any transaction, then tell the other side; what cannot be passed on is said."""
    values = work.row.values
    async with work.reading() as tx:
        line = await tx.cases.line(int(values["line"]))
        case = await tx.cases.get(line.case) if line is not None else None
        writer = await person_of(tx, line.person) if line is not None else None
        other_id = (case.citizen if line.side == "helper" else case.helper) if case is not None and line else None
        other = await person_of(tx, other_id)
    if line is None or case is None or writer is None or not line.files:
        return  # no files: who sent them was erased meanwhile
    kind, what = line.files[int(values["at"])]
    to = address_of(other) if other is not None else None
    file = await _fetched(work, writer.channel, what, line.id) if to is not None else None
    async with work.begin() as desk:
        still = await desk.tx.cases.line(line.id)
        if still is None or not still.files:
            if file is not None:
                await asyncio.to_thread(Path(file.path).unlink, missing_ok=True)
            return
        shown = work.capabilities.get(to.channel) if to is not None else None
        can = shown is not None and file is not None and (shown.photo if file.photo else shown.file)
        if to is None or file is None or not can:
            back = address_of(writer)
            if back is not None:
                what = say.A_PHOTO if kind == "photo" else say.A_VOICE
                desk.tell(back, Reply(say.FILE_NOT_PASSED.format(what=what)), key=f"{work.row.key}:not")
            return
        who = name_of(writer) if line.side == "citizen" else title_of(writer, work.tools.campaign)
        words = (say.PHOTO_FROM if kind == "photo" else say.VOICE_FROM).format(name=who)
        if line.side == "citizen":
            words = f"#{case.id}: {words}"
        after = After("case-unsent", {"line": line.id}, ends=("failed", "unknown", "cancelled"))
        key = f"case:{case.id}:file:{line.id}:{values['at']}:{values['turn']}"
        desk.tell(to, Reply(words, file=file), key=key, after=after, again=say.AGAIN)
        desk.later("case-file-gone", key=f"{work.row.key}:gone", due=work.now + KEPT, path=file.path)


async def _fetched(work: Job, channel: str, what: str, line: int) -> File | None:
    """The file on our disk, or None when it cannot be had or is no picture or voice."""
    fetch, folder = work.tools.fetch, work.tools.passed_files
    if fetch is None or folder is None:
        return None
    try:
        content = await fetch(channel, what, LONGEST)
    except Unreachable:
        if work.row.attempts < ATTEMPTS:
            raise TryAgainLater(5 * 2**work.row.attempts) from None
        content = None
    kind = kind_of(content) if content is not None else None
    if content is None or kind is None:
        return None
    mime, ending = kind
    values = work.row.values
    path = await asyncio.to_thread(keep, folder, line, values["at"], values["turn"], ending, content)
    return File(str(path), path.name, mime, photo=mime.startswith("image/"))


async def gone(work: Job) -> None:
    """What was passed on is not kept."""
    await asyncio.to_thread(Path(work.row.values["path"]).unlink, missing_ok=True)
