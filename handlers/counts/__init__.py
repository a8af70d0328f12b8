"""A leader's line read without guessing: `read` gives its figures, one question, or a refusal with a way out."""

from handlers.counts.labels import canonical
from handlers.counts.outcome import Decision, Operation, Option, Reading
from handlers.counts.reading import read

__all__ = ["Decision", "Operation", "Option", "Reading", "canonical", "read"]
