"""A tagger of names in Chinese administrative text: persons, organisations, addresses.

`read` gives readings with probabilities; nothing is loaded before it is first called. What the
weights learned from, how well they do and how to make them again stands in ``CARD.md``.
"""

from models.tagger.tagger import FLOOR, LIKELY, Reading, read

__all__ = ["FLOOR", "LIKELY", "Reading", "read"]
