"""Reading a page's HTML and failing on what no page may lack or have.

One h1 that begins the title, a language, unique ids, labelled fields, described pictures, a CSRF
field in each POST form; no inline script or style, no handler, no other host.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

_EMPTY = "area base br col embed hr img input link meta source track wbr use path circle rect"
VOID = frozenset(_EMPTY.split(" "))
FIELDS = frozenset({"input", "select", "textarea"})
UNLABELLED = frozenset({"hidden", "submit", "button", "image", "reset"})
ADDRESSES = ("href", "src", "srcset", "action", "poster", "data", "formaction")

Attributes = dict[str, str]


@dataclass(slots=True, eq=False)
class Element:
    """One element: its name, attributes, text within, and the elements around it."""

    tag: str
    attributes: Attributes
    around: tuple[Element, ...] = ()
    text: str = ""

    def get(self, name: str) -> str | None:
        """An attribute, or None."""
        return self.attributes.get(name)

    def within(self, tag: str) -> Element | None:
        """The nearest element of that name around this one."""
        return next((one for one in reversed(self.around) if one.tag == tag), None)


@dataclass(slots=True)
class PostForm:
    """A form of the page: where it is sent, and its fields with their preset values."""

    action: str
    fields: dict[str, list[str]]

    def filled(self) -> dict[str, str | list[str]]:
        """What a browser sends if nobody touches it."""
        return {
            name: values[0] if len(values) == 1 else values
            for name, values in self.fields.items()
            if values
        }


@dataclass(slots=True)
class Page:
    """A page as it was read."""

    path: str
    elements: list[Element] = field(default_factory=list)

    def all(self, *tags: str) -> list[Element]:
        """The elements of those names, in the order of the page."""
        return [one for one in self.elements if one.tag in tags]

    def form(self, ending: str | None = None) -> PostForm:
        """The one POST form, or the first whose address ends so."""
        forms = [f for f in self.all("form") if (f.get("method") or "").lower() == "post"]
        fitting = [f for f in forms if ending is None or (f.get("action") or "").endswith(ending)]
        actions = [f.get("action") for f in forms]
        assert fitting, f"{self.path} has no form {ending}; only {actions}"
        assert ending is not None or len({f.get("action") for f in fitting}) == 1, (
            f"{self.path} has several forms, say which: {actions}"
        )
        return PostForm(fitting[0].get("action") or "", self._fields(fitting[0]))

    def _fields(self, form: Element) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for one in self.all(*FIELDS):
            name = one.get("name")
            mine = form in one.around or (one.get("form") and one.get("form") == form.get("id"))
            if mine and name and "disabled" not in one.attributes:
                found.setdefault(name, []).extend(self._preset(one))
        return found

    def _preset(self, one: Element) -> list[str]:
        kind = one.get("type")
        if kind in {"submit", "button", "image", "file", "reset"}:
            return []
        if kind in {"checkbox", "radio"}:
            return [one.get("value") or "on"] if "checked" in one.attributes else []
        if one.tag == "select":
            return self._chosen(one)
        return [one.text.removeprefix("\n") if one.tag == "textarea" else one.get("value") or ""]

    def _chosen(self, select: Element) -> list[str]:
        options = [one for one in self.all("option") if select in one.around]
        chosen = [one for one in options if "selected" in one.attributes] or options[:1]
        return [one.get("value") if "value" in one.attributes else one.text for one in chosen]  # type: ignore[misc]

    def faults(self) -> list[str]:
        """Everything wrong with the page, as sentences."""
        return [
            *self._heading(),
            *self._ids(),
            *self._labels(),
            *self._pictures(),
            *self._forms(),
            *self._inline(),
            *self._hosts(),
        ]

    def _heading(self) -> list[str]:
        headings = [_plain(one.text) for one in self.all("h1")]
        titles = [_plain(one.text) for one in self.all("title") if one.within("svg") is None]
        faults = [] if len(headings) == 1 else [f"{len(headings)} h1: {headings}"]
        if len(titles) != 1 or not headings or not titles[0].startswith(headings[0]):
            faults.append(f"the title {titles} does not begin with the h1 {headings}")
        if not any(one.get("lang") for one in self.all("html")):
            faults.append("html has no lang")
        return faults

    def _ids(self) -> list[str]:
        ids = [one.attributes["id"] for one in self.elements if "id" in one.attributes]
        return [f"the id {i!r} stands {ids.count(i)} times" for i in set(ids) if ids.count(i) > 1]

    def _labels(self) -> list[str]:
        named = {one.get("for") for one in self.all("label")}
        return [
            f"<{one.tag} name={one.get('name')}> has no label"
            for one in self.all(*FIELDS)
            if one.get("type") not in UNLABELLED
            and not (one.get("id") and one.get("id") in named)
            and not (one.get("aria-label") or one.get("aria-labelledby"))
            and one.within("label") is None
        ]

    def _pictures(self) -> list[str]:
        return [f"{one.get('src')} has no alt" for one in self.all("img") if one.get("alt") is None]

    def _forms(self) -> list[str]:
        posts = [f for f in self.all("form") if (f.get("method") or "").lower() == "post"]
        return [
            f"the form to {one.get('action')} has no csrf_token"
            for one in posts
            if not any(self._fields(one).get("csrf_token", []))
        ]

    def _inline(self) -> list[str]:
        faults = ["an inline script" for one in self.all("script") if one.get("src") is None]
        faults += ["a style element" for _ in self.all("style")]
        for one in self.elements:
            faults += [
                f"<{one.tag} {name}>"
                for name in one.attributes
                if name == "style" or name.startswith("on")
            ]
        return faults

    def _hosts(self) -> list[str]:
        return [
            f"<{one.tag} {name}={one.attributes[name]!r}> leads elsewhere"
            for one in self.elements
            for name in ADDRESSES
            if _leads_elsewhere(one.attributes.get(name, ""))
        ]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _leads_elsewhere(address: str) -> bool:
    scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", address, re.IGNORECASE)
    if address.strip().startswith("//"):
        return True
    return scheme is not None and scheme[1].lower() not in {"mailto", "tel", "data", "blob"}


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page(path)
        self.open_elements: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, tuple(self.open_elements))
        self.page.elements.append(element)
        if tag not in VOID:
            self.open_elements.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open_elements.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or tag not in [one.tag for one in self.open_elements]:
            return
        while self.open_elements.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for one in self.open_elements:
            one.text += data


def read(html: str, path: str = "") -> Page:
    """The page that the HTML makes."""
    reader = _Reader(path)
    reader.feed(html)
    reader.close()
    return reader.page


def inspected(html: str, path: str) -> Page:
    """The page, which must have no fault."""
    page, faults = _known(html)
    assert not faults, f"{path}: " + "; ".join(faults[:10])
    return page


@lru_cache(maxsize=256)
def _known(html: str) -> tuple[Page, list[str]]:
    """The same page is read once: most answers of a sweep are one and the same."""
    page = read(html)
    return page, page.faults()
