"""What helped one citizen may help all: a helper's answer that was rated well is offered to the officers as a guide."""

from __future__ import annotations

from bot.shield import mask
from bot.text import shorten
from bot.types import Choice, Reply
from handlers.handoff.base import person_of
from handlers.handoff.card import question
from handlers.helping import title_of
from handlers.phrases import handoff as say
from handlers.phrases import learning
from handlers.reach import privately
from handlers.tools import Job

SHORTEST, LONGEST = 15, 1200
"""As long an answer of the commune may be."""


async def propose(work: Job) -> None:
    """A draft in the officers' list, with the buttons that approve, change or drop it."""
    async with work.begin() as desk:
        case = await desk.tx.cases.get(int(work.row.values["case"]))
        if case is None or case.rating != "up":
            return
        lines = await desk.tx.cases.lines(case.id)
        given = [line for line in lines if line.side == "helper" and line.text]
        answer = shorten(mask("\n".join(dict.fromkeys(line.text for line in given))).text, LONGEST)
        asked = " ".join(question(case, work.tools).split())
        if not asked:
            said = [line.text for line in lines if line.side == "citizen" and line.text]
            asked = " ".join(said[0].split()) if said else ""
        if len(answer) < SHORTEST or not asked:
            return
        helper = await person_of(desk.tx, given[-1].person)
        who = title_of(helper, work.tools.campaign)
        who = who[:1].upper() + who[1:]
        kept = await desk.tx.questions.put(asked, "other", work.now, guide=case.guide or None)
        title = shorten(asked[:1].upper() + asked[1:], 90)
        draft = await desk.tx.local_guides.draft(title, [asked], answer, who, [kept], work.now)
        text = say.CANDIDATE.format(question=shorten(asked, 200), who=who, answer=answer)
        choices = (
            Choice(learning.APPROVE, f"teach:approve:{draft}"),
            Choice(learning.REWRITE, f"teach:rewrite:{draft}"),
            Choice(learning.DROP, f"teach:drop:{draft}"),
        )
        for reader in await privately(desk.tx, "officer"):
            buttons = desk.voice.has_buttons(reader.address.channel)
            reply = Reply(text, choices=choices) if buttons else Reply(text + say.CANDIDATE_TYPED)
            desk.tell(reader.address, reply, bulk=True, key=f"{work.row.key}:{reader.name}")
