"""The posts of the campaign's plan as officers changed them by chat: other words, another hour, paused.

The preset stays as it is; a change is a note beside it, under the post's id, and can be taken back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from typing import Any

from handlers.campaign import PLACEHOLDERS, Campaign, Post
from storage.tx import Tx


async def in_force(tx: Tx, campaign: Campaign) -> Campaign:
    """The campaign with its posts as officers changed them; paused ones are left out."""
    changes = await changes_of(tx, campaign)
    if not changes:
        return campaign
    posts = (changed(post, changes.get(post.id, {})) for post in campaign.posts)
    return replace(campaign, posts=tuple(post for post in posts if post is not None))


def changed(post: Post, change: Mapping[str, Any]) -> Post | None:
    """The post with that change; None while it is paused."""
    if change.get("paused") and post.anchor is None:
        return None
    text, at = change.get("text"), change.get("at")
    return replace(
        post,
        text=_with_blanks(text) if text else post.text,
        plain="" if text else post.plain,
        at=time.fromisoformat(at) if at and post.at is not None else post.at,
    )


def _with_blanks(text: str) -> str:
    """Typed words as a post's text: only blanks that we can fill are blanks, every other brace is a brace."""
    parts = re.split(rf"(\{{(?:{'|'.join(PLACEHOLDERS)})\}})", text)
    return "".join(part if at % 2 else part.replace("{", "{{").replace("}", "}}") for at, part in enumerate(parts))


async def changes_of(tx: Tx, campaign: Campaign) -> dict[str, dict[str, Any]]:
    """What was changed, by post."""
    prefix = note_of(campaign, "")
    return {key.removeprefix(prefix): value for key, value in (await tx.notes.under(prefix)).items() if value}


def note_of(campaign: Campaign, post: str) -> str:
    """Under which name a post's change is noted."""
    return f"amended:{campaign.id}:{post}"
