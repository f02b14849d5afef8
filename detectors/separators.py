"""What stands between fields, and what people put between the digits of one number."""

from __future__ import annotations

#: Joins the fields of one record into one text. No detector matches across it.
FIELD_SEPARATOR = "\x1e"

#: Dashes, dots, underscores, and the signs of Markdown: inside a character class.
MARKS = r"\u2010-\u2015\u2212\uff0d._\u00b7\u2022\u2219\u2027\u30fb*`|~\\-"

#: Between two groups of one number: spaces, one or two marks, one line break.
SEPARATOR = rf"(?:[ \t]?[{MARKS}]{{1,2}}[ \t]?|[ \t]{{0,4}}\r?\n[ \t]{{0,4}}|[ \t]{{1,3}})"
