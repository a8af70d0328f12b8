"""`trolyso privacy`: the record of processing to print, and what can be done for who does not write to the bot."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.clock import VIETNAM
from bot.config import Problem, SettingsError
from bot.folders import erasures_of, passed_folder
from cli.main import HERE, WHO, Call
from cli.serve import noted_now
from handlers.passed import remove
from handlers.phrases.privacy import NO_JOURNAL
from handlers.presets import load_named
from handlers.privacy_record import docx, markdown
from storage.database import Database
from storage.erasing import erase, note
from storage.migrate import migrate
from storage.tx import begin, reading


async def privacy(call: Call) -> int:
    """Print the record of processing, or erase somebody by their number."""
    return await (_record(call) if call.arguments.what == "record" else _erase(call))


async def _record(call: Call) -> int:
    settings = call.settings()
    campaign = load_named(settings.campaign, HERE / "campaigns")
    channels = [f"{entry.name} ({entry.platform})" for entry in settings.channels if entry.on]
    await migrate(settings.database)
    async with await Database.open(settings.database) as database, begin(database) as tx:
        now = await noted_now(tx)
        await tx.audit.add(WHO, "record-printed", {}, now)
    made = (campaign, settings.privacy, channels, bool(settings.model.url), now.astimezone(VIETNAM).date())
    if not call.arguments.out:
        sys.stdout.write(markdown(*made))
        return 0
    path = Path(call.arguments.out)
    if path.suffix not in (".md", ".docx"):
        raise SettingsError([Problem("--out", "tên tệp phải có đuôi .md hoặc .docx, ví dụ ho-so-du-lieu.docx")])
    content = docx(*made) if path.suffix == ".docx" else markdown(*made).encode()
    await asyncio.to_thread(path.write_bytes, content)
    sys.stdout.write(f"{path}\n")
    return 0


async def _erase(call: Call) -> int:
    """For a wish on paper: at once, by the person's number as `trolyso people list` or the audit tells it."""
    settings, number = call.settings(), call.arguments.person
    if number is None:
        raise SettingsError([Problem("PERSON", "xin ghi số của người đó, ví dụ: trolyso privacy erase 12")])
    await migrate(settings.database)
    async with await Database.open(settings.database) as database:
        async with reading(database) as tx:
            found = next(iter(await tx.people.by_ids([number])), None)
            places = await tx.privacy.places(found) if found is not None else []
        if found is None:
            raise SettingsError([Problem("PERSON", f"không có người mang số {number}")])
        async with begin(database) as tx:
            now = await noted_now(tx)
        try:
            await note(database, erasures_of(settings), found, now)
        except OSError as fault:
            raise SettingsError([Problem("backup.folder", NO_JOURNAL.format(fault=fault.strerror))]) from None
        async with begin(database) as tx:
            await tx.inbox.lock(places)
            await erase(tx, found, now)
            await tx.audit.add(WHO, "erased", {"person": number}, now)
            lines = await tx.privacy.lines_of(number)
        await asyncio.to_thread(remove, passed_folder(settings), lines)
        scrubbed = await database.scrub()
    if not scrubbed:
        sys.stderr.write("Tệp dữ liệu đang bận; phần đã xoá sẽ được ghi đè khi bot dọn đêm nay.\n")
    sys.stdout.write(f"Đã xoá dữ liệu của người số {number}.\n")
    return 0
