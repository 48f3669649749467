"""Words that people type: cleaned on the way in, once, so that what is stored is safe to show.

Rich text (an item's words) goes through `clean` or `from_plain`; titles and names through
`plain_line`; comments through `plain_text`. Plain text is never escaped here, because templates do
that. This module knows no person, no item and no page, and it says nothing to anybody: callers turn
its errors into sentences.
"""

from __future__ import annotations

import html as entities
import re
import unicodedata
from html import unescape
from itertools import groupby, pairwise
from typing import Final

import bleach
import nh3

ALLOWED: Final = frozenset({"p", "br", "strong", "em", "b", "i", "ul", "ol", "li"})

LONGEST_BYTES: Final = 32 * 1024
"""About ten written pages; a child's long story is 3 kB. It bounds the work on bad input too."""

DEEPEST: Final = 60
"""Nested tags. A list in a list in a list needs 6; html5lib's time grows with depth squared."""

MOST_TAGS: Final = 4_000
"""Opening tags. Ten pages of list lines have under 1,000; html5lib needs 0.4 s for 4,000."""

MOST_REOPENINGS: Final = 50_000
"""Oddly written formatting tags times all tags, see `_defused`. Real pastes have none of them."""

# Never seen by a reader, so their text goes too. Whatever else is not allowed keeps its text.
_UNSEEN: Final = frozenset(
    {"script", "style", "template", "title", "noscript", "noembed", "noframes", "iframe"}
)

# Editors and pages put lines into these; dropped outright, two lines would run into one word.
_BLOCKS: Final = frozenset(
    {
        *("address", "article", "aside", "blockquote", "caption", "dd", "details", "div", "dl"),
        *("dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "header", "legend", "main", "nav", "pre", "section", "summary", "tr"),
    }
)
_CELLS: Final = frozenset({"td", "th"})


def _nh3(tags: frozenset[str]) -> nh3.Cleaner:
    # "*" is needed: without it nh3 leaves `title` and `lang` on every tag.
    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags=set(_UNSEEN),
        attributes={"*": set()},
        url_schemes=set(),
        link_rel=None,
    )


_first = _nh3(ALLOWED | _BLOCKS | _CELLS)
_second = _nh3(ALLOWED)

# In nh3's own output every "<" is a tag and no tag has attributes, so patterns are exact there.
_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)>")
_AS_PARAGRAPH: Final = re.compile(rf"<(/?)(?:{'|'.join(sorted(_BLOCKS))})>")
_AS_SPACE: Final = re.compile(rf"</?(?:{'|'.join(sorted(_CELLS))})>")
_AS_STRONG: Final = re.compile(r"<(/?)b>")
_AS_EM: Final = re.compile(r"<(/?)i>")
_EMPTY_PARAGRAPH: Final = re.compile(r"<p>[ \t\n]*</p>")

# Formatting tags that a parser opens again in each later paragraph, where they have attributes.
_REOPENED: Final = r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/]"
_OPENED_AGAIN: Final = re.compile(_REOPENED, re.IGNORECASE | re.ASCII)
_WITH_ATTRIBUTES: Final = re.compile(_REOPENED + r"[^<>]*>", re.IGNORECASE | re.ASCII)

_BULLET: Final = re.compile(r"[-*\u2022] (.+)")
_NUMBERED: Final = re.compile(r"[0-9]{1,4}[.)] (.+)")
_FIRST_NUMBERED: Final = re.compile(r"1[.)] ")

# Control characters (not tab, newline), both families of direction overrides, the byte order mark
# and lone surrogates. PostgreSQL refuses NUL and surrogates; overrides can make one name read as
# another.
_STRIPPED: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]",
)
# Letters and signs by category that show as nothing.
_BLANK_LETTERS: Final = "\u115f\u1160\u2800\u3164\uffa0"

_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


class WordsRefused(ValueError):  # noqa: N818 - "raise WordsTooLong" is the sentence
    """These words cannot be kept as they are. The message holds none of them, so logs do not."""


class WordsTooLong(WordsRefused):
    """More than the limit. `limit` is in bytes for rich text, in characters for plain text."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"longer than {limit}")
        self.limit = limit


class WordsTooTangled(WordsRefused):
    """Nested deeper, or cut into more tags, than writing ever is."""


def clean(html: str) -> str:
    """Turn rich text from anywhere into the few tags we show, without a single attribute.

    In: HTML as a browser sent it, at most `LONGEST_BYTES` of UTF-8. Out: the same words with only
    p, br, strong, em, ul, ol and li; never longer than the limit either, so what was kept can be
    sent again. A link keeps its text and loses its address. Cleaning twice changes nothing more.
    Raises `WordsTooLong`, `WordsTooTangled`.
    """
    _refuse_long(html)
    html = _first.clean(_defused(_without_controls(html)))
    _refuse_tangled(html)
    html = _measured(_second.clean(_AS_PARAGRAPH.sub(r"<\1p>", _AS_SPACE.sub(" ", html))))
    html = _AS_EM.sub(r"<\1em>", _AS_STRONG.sub(r"<\1strong>", html))
    # Bleach never sees raw input: 64 kB of "<ul><li>" cost it 16 seconds.
    html = bleach.clean(
        _without_controls(html), tags=ALLOWED, attributes={}, protocols=(), strip=True
    )
    return _measured(_EMPTY_PARAGRAPH.sub("", html).strip())


def from_plain(text: str) -> str:
    """Turn text that was typed without JavaScript into rich text.

    A blank line ends a paragraph, one newline is a line break, lines that start with "- " or "* "
    are a list, lines from "1. " on a numbered one. Spaces are collapsed as a browser would show
    them. Out: HTML that `clean` leaves as it is. Raises `WordsTooLong`, `WordsTooTangled`.
    """
    _refuse_long(text)
    lines = [" ".join(line.split()) for line in _without_controls(text).split("\n")]
    runs = groupby(zip(lines, _kinds(lines), strict=True), key=lambda pair: pair[1])
    return _measured("".join(_block(kind, [line for line, _ in run]) for kind, run in runs))


def to_plain(html: str) -> str:
    """Give the words alone: for the plain text box, for search, for alt texts and for Listen.

    In: what `clean` or `from_plain` gave. Out: blocks parted by a blank line, list lines with "- "
    or "1. ". `from_plain` makes the same HTML of it again if `from_plain` made it; bold, italics
    and lists within lists do not survive that way.
    """
    return _PlainReader(html).text()


def is_empty(html: str) -> bool:
    """Say whether a reader would see nothing at all: no letter, digit, sign or emoji."""
    return is_blank(to_plain(html))


def is_blank(text: str) -> bool:
    """Whether plain text shows nothing at all: spaces, and signs that nobody sees."""
    return not any(_is_seen(character) for character in text)


def plain_line(text: str, limit: int) -> str:
    """Tidy a title or a name: one line, no control or direction characters, single spaces.

    `limit` is in characters of the tidied line. Raises `WordsTooLong`; nothing is cut off silently.
    """
    line = unicodedata.normalize("NFC", " ".join(_without_controls(text).split()))
    return _within(line, limit)


def plain_text(text: str, limit: int) -> str:
    """Tidy a comment or a note: as `plain_line`, but lines stay, with at most one blank between.

    `limit` is in characters of the tidied text, newlines counted. Raises `WordsTooLong`.
    """
    lines = [" ".join(line.split()) for line in _without_controls(text).split("\n")]
    kept = [line for before, line in pairwise(["", *lines]) if line or before]
    return _within(unicodedata.normalize("NFC", "\n".join(kept).strip("\n")), limit)


def alike(text: str) -> str:
    """A word as two are compared: without case, and with one kind of apostrophe.

    Accents and tones count: in Vietnamese "Ba" is the father and "Bà" the grandmother.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return plain.casefold()


def bare(text: str) -> str:
    """The same without signs that belong to no word: "Da-d." is "Dad".

    Letters, their marks and digits stay: the vowels of Hindi are marks, and tell Dada from Dadi.
    """
    return "".join(sign for sign in alike(text) if unicodedata.category(sign)[0] in "LMN")


def _refuse_long(text: str) -> None:
    # The count of characters comes first: a 1 GB string is not encoded only to be refused.
    if len(text) > LONGEST_BYTES or len(text.encode("utf-8", "surrogatepass")) > LONGEST_BYTES:
        raise WordsTooLong(LONGEST_BYTES)


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise WordsTooLong(limit)
    return text


def _defused(html: str) -> str:
    """Take the attributes off formatting tags, against a bomb.

    `<b a1><b a2>…` is opened again, all of it, in every later `<p>`, and every parser must do so
    (HTML standard, "reconstruct the active formatting elements"; without attributes it stops at
    three of a kind). 18 kB of that grew to 16 MB and took 560 MB of memory in nh3, so it ends
    before any parser sees it. Tags too odd for the pattern are counted: never too few.
    """
    html = _WITH_ATTRIBUTES.sub(r"<\1>", html)
    if len(_OPENED_AGAIN.findall(html)) * html.count("<") > MOST_REOPENINGS:
        message = "formatting that would be opened again and again"
        raise WordsTooTangled(message)
    return html


def _refuse_tangled(html: str) -> None:
    opened = depth = 0
    for closing, name in _TAG.findall(html):
        opened += not closing
        depth += 0 if name == "br" else -1 if closing else 1
        if depth > DEEPEST or opened > MOST_TAGS:
            message = f"deeper than {DEEPEST} or more than {MOST_TAGS} tags"
            raise WordsTooTangled(message)


def _measured(html: str) -> str:
    _refuse_long(html)
    _refuse_tangled(html)
    return html


def _without_controls(text: str) -> str:
    return _STRIPPED.sub("", _LINE_ENDS.sub("\n", text))


def _kinds(lines: list[str]) -> list[str]:
    """Name the block each line belongs to: "", "p", "ul" or "ol"."""
    kinds: list[str] = []
    for line in lines:
        numbering = bool(kinds) and kinds[-1] == "ol"
        if _BULLET.fullmatch(line):
            kinds.append("ul")
        # A list starts at 1, so that "7. May was hot" stays a sentence.
        elif _NUMBERED.fullmatch(line) and (numbering or _FIRST_NUMBERED.match(line)):
            kinds.append("ol")
        else:
            kinds.append("p" if line else "")
    return kinds


def _block(kind: str, lines: list[str]) -> str:
    if not kind:
        return ""
    safe = [entities.escape(line, quote=False) for line in lines]
    if kind == "p":
        return f"<p>{'<br>'.join(safe)}</p>"
    unmarked = (line.partition(" ")[2] for line in safe)
    return f"<{kind}><li>{'</li><li>'.join(unmarked)}</li></{kind}>"


def _is_seen(character: str) -> bool:
    # Not "Cn": an emoji younger than this Python's tables counts as unassigned, and is seen.
    category = unicodedata.category(character)
    return (
        category[0] not in "ZM" and category not in {"Cc", "Cf"} and character not in _BLANK_LETTERS
    )


class _PlainReader:
    """Walks cleaned HTML and writes each block down as plain lines.

    In cleaned HTML every "<" begins a tag of ours, so a pattern reads it: a parser for anything
    took a tenth of a page of twenty cards.
    """

    def __init__(self, html: str) -> None:
        self._blocks: list[list[str]] = [[""]]
        self._lists: list[int | None] = []
        first, *rest = _TAG.split(html)
        self._say(first)
        for closing, tag, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
            (self._close if closing else self._open)(tag)
            self._say(text)

    def _open(self, tag: str) -> None:
        if tag == "br":
            self._blocks[-1].append("")
        elif tag == "p" and not self._lists:
            self._blocks.append([""])
        elif tag in {"ul", "ol"}:
            self._open_list(None if tag == "ul" else 0)
        elif tag == "li":
            self._blocks[-1].append(self._mark())

    def _close(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        if tag in {"p", "ul", "ol"} and not self._lists:
            self._blocks.append([""])

    def _say(self, text: str) -> None:
        self._blocks[-1][-1] += unescape(text)

    def _open_list(self, before_first: int | None) -> None:
        if not self._lists:
            self._blocks.append([""])
        self._lists.append(before_first)

    def _mark(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number + 1}. "

    def text(self) -> str:
        tidy = [[" ".join(line.split()) for line in block] for block in self._blocks]
        return "\n\n".join(filter(None, ("\n".join(filter(None, block)) for block in tidy)))
