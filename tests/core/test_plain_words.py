"""Words read plainly: for the plain form, for titles and for comments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.core import words


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>My <strong>big</strong> bus</p><p>It is<br>red.</p>", "My big bus\n\nIt is\nred."),
        ("loose<p>kept</p>end", "loose\n\nkept\n\nend"),
        (
            "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li><p>d</p></li></ul>e",
            "- a\n1. b\n2. c\n- d\n\ne",
        ),
        ("<ul>x<li>a</li></ul>", "x\n- a"),
        ("<p>1 &lt; 2 &amp;&nbsp;3</p>", "1 < 2 & 3"),
        ("<li>alone</li></ul>", "- alone"),
        ("", ""),
    ],
)
def test_rich_text_reads_as_plain_lines(html: str, text: str) -> None:
    assert words.to_plain(html) == text


@pytest.mark.parametrize(
    "html",
    ["", " ", "<p><br></p>", "<p>&nbsp;</p>", "<p>\u200b\u2060</p>", "<p>\u3164\u0301</p>", "<br>"],
)
def test_nothing_to_see_is_empty(html: str) -> None:
    assert words.is_empty(html)


@pytest.mark.parametrize(
    "html", ["<p>a</p>", "7", "!", "\U0001f438", "\U0001fae8", "<ul><li>\u0645</li></ul>"]
)
def test_anything_to_see_is_not_empty(html: str) -> None:
    assert not words.is_empty(html)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  My \t big\r\nbus ", "My big bus"),
        ("evil\u202egnp.exe\u202c\u2066x\u2069\x00\x1b[0m\x85", "evilgnp.exex[0m"),
        ("<b>2 < 3 & 4</b>", "<b>2 < 3 & 4</b>"),
        ("cafe\u0301", "caf\u00e9"),
        ("\u05d0\u200f! \U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",)
        * 2,
        ("a\ud800b\u2028c", "ab c"),
    ],
)
def test_a_title_is_one_tidy_line(typed: str, kept: str) -> None:
    assert words.plain_line(typed, 60) == kept


def test_a_title_is_measured_after_tidying_and_never_cut() -> None:
    assert words.plain_line("  a  b  ", 3) == "a b"
    with pytest.raises(words.WordsTooLong) as refused:
        words.plain_line("a bc", 3)
    assert refused.value.limit == 3


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  one \r\n two\rthree\n\n\n\nfour\n\n", "one\ntwo\nthree\n\nfour"),
        ("\n\n\u202eone\x00\t two", "one two"),
        ("<i>2 < 3</i>", "<i>2 < 3</i>"),
        ("", ""),
    ],
)
def test_a_comment_keeps_its_lines(typed: str, kept: str) -> None:
    assert words.plain_text(typed, 100) == kept


def test_a_comment_is_measured_after_tidying_and_never_cut() -> None:
    assert words.plain_text("a\n\n\n\nb\n", 4) == "a\n\nb"
    with pytest.raises(words.WordsTooLong):
        words.plain_text("a\n\n\n\nbc", 4)


@given(st.text(max_size=80))
def test_tidying_twice_changes_nothing(text: str) -> None:
    line = words.plain_line(text, 300)
    assert words.plain_line(line, 300) == line
    assert "\n" not in line
    note = words.plain_text(text, 300)
    assert words.plain_text(note, 300) == note
