"""A transaction with every shelf in reach."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storage.adjustments import Adjustments
from storage.approvals import Approvals
from storage.books import Books
from storage.cases import Cases
from storage.chats import Chats
from storage.checkin import Checkin
from storage.conversations import Conversations
from storage.database import Connection, Database
from storage.downloads import Downloads
from storage.excuses import Excuses
from storage.inbox import Inbox
from storage.learning import LocalGuides, Questions, Readers
from storage.leases import Leases
from storage.mailbox import WebLines
from storage.manners import Mannered
from storage.marks import Marks
from storage.notes import Audit, Notes
from storage.numbers import Numbers
from storage.oa_tokens import OaTokens
from storage.objections import Objections
from storage.obstacles import Obstacles
from storage.outbox import Outbox
from storage.people import People
from storage.places import Places
from storage.privacy import Privacy
from storage.reports import Reports
from storage.retention import Retention
from storage.rules import Rules
from storage.signing_in import SigningIn
from storage.tallies import Tallies
from storage.tasks import Tasks


class Tx:
    """One field per shelf; none of them commits. Whoever opened the transaction does."""

    def __init__(self, connection: Connection) -> None:
        self.inbox = Inbox(connection)
        self.chats = Chats(connection)
        self.people = People(connection)
        self.privacy = Privacy(connection)
        self.retention = Retention(connection)
        self.conversations = Conversations(connection)
        self.outbox = Outbox(connection)
        self.tasks = Tasks(connection)
        self.tallies = Tallies(connection)
        self.reports = Reports(connection)
        self.adjustments = Adjustments(connection)
        self.excuses = Excuses(connection)
        self.numbers = Numbers(connection)
        self.objections = Objections(connection)
        self.web_lines = WebLines(connection)
        self.leases = Leases(connection)
        self.notes = Notes(connection)
        self.rules = Rules(connection)
        self.approvals = Approvals(connection)
        self.books = Books(connection)
        self.obstacles = Obstacles(connection)
        self.manners = Mannered(connection)
        self.oa_tokens = OaTokens(connection)
        self.audit = Audit(connection)
        self.questions = Questions(connection)
        self.places = Places(connection)
        self.checkin = Checkin(connection)
        self.marks = Marks(connection)
        self.readers = Readers(connection)
        self.local_guides = LocalGuides(connection)
        self.cases = Cases(connection)
        self.signing_in = SigningIn(connection)
        self.downloads = Downloads(connection)


@asynccontextmanager
async def begin(database: Database) -> AsyncIterator[Tx]:
    """A transaction over all shelves: committed when the block ends, undone when it raises."""
    async with database.begin() as connection:
        tx = Tx(connection)
        yield tx
        await tx.questions.flush()


@asynccontextmanager
async def reading(database: Database) -> AsyncIterator[Tx]:
    """The same for who only reads, and perhaps much: it holds nobody up."""
    async with database.reading() as connection:
        yield Tx(connection)
