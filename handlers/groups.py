"""What a group is called when we speak of it: by what it is for, since we keep no titles."""

from __future__ import annotations

from handlers.campaign import Campaign
from handlers.phrases import unsent as say
from storage.chats import Chat


def group_name(campaign: Campaign, chat: Chat) -> str:
    """«nhóm Đội 1», «nhóm cán bộ», «một nhóm lớp»."""
    match chat.purpose:
        case "squad":
            squad = next((one for one in campaign.squads if one.id == chat.area), None)
            return say.SQUAD.format(squad=squad.name if squad else chat.area)
        case "officers":
            return say.OFFICERS
        case "class":
            return say.CLASS
    return say.OTHER.format(channel=chat.channel, chat=chat.chat)
