"""What can be wrong with a backup, or with the place that it is to be put back into."""

from __future__ import annotations


class BackupFault(Exception):
    """Something about a backup; the subclass says what, its words hold no secret."""


class NotABackup(BackupFault):
    """The file is none of ours."""


class NoKey(BackupFault):
    """The backup is encrypted and no key was given."""


class WrongKey(BackupFault):
    """The key does not open it."""


class Spoilt(BackupFault):
    """It was cut off or changed: what was read is not what was written."""


class NewerBackup(BackupFault):
    """It was made by a newer version of the bot; the words are its revision."""


class InUse(BackupFault):
    """A bot is running over the database that is to be replaced."""


class Occupied(BackupFault):
    """There is something in the place already, and nobody said that it may be put aside."""
