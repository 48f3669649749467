"""One thing open on two pages: neither save wins silently, and nothing that was typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from portfolio.core.mail import mailer_from
from portfolio.jobs import Means
from portfolio.models import Item, Photo, Revision, RevisionPhoto
from portfolio.photos import purging

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.settings import Settings
    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

BY_ITSELF = {"Accept": "application/json"}
FITS = {"title": "My owl", "words": "It flew", "place": "home", "paper": "sky"}


class Tab:
    """A page with a thing's form: what its fields hold, and what a save of it is answered."""

    def __init__(self, client: SiteClient, path: str) -> None:
        self.client = client
        assert client.get(path).status_code == 200
        self.read()

    def read(self) -> None:
        """The form as it stands on the page that was answered last."""
        page = self.client.last_page
        assert page is not None
        form = page.form("/items" if "Make" in page.all("h1")[0].text else "/draft")
        self.action, self.fields = form.action, form.filled()
        buttons = page.all("button")
        self.instead = next((b.get("value") for b in buttons if b.get("name") == "instead"), None)

    def keeps(self, **typed: str) -> Any:  # noqa: ANN401 -- Werkzeug's answer
        """Press *Keep it*."""
        self.fields |= typed
        return self.client.post(self.action, data=self.fields, bare=True)

    def saves(self, **typed: str) -> Any:  # noqa: ANN401 -- JSON
        """Save as the script does, which goes on from what it is answered."""
        self.fields |= typed
        answer = self.client.post(self.action, data=self.fields, bare=True, headers=BY_ITSELF)
        said = answer.get_json()
        self.fields["began"] = said.get("began", self.fields["began"])
        self.action = said.get("draft", self.action)
        return said


def words(cast: Cast) -> list[str]:
    """What each revision of anything says."""
    with cast.database.reading() as db:
        return list(db.scalars(select(Revision.words).order_by(Revision.id)))


@pytest.fixture
def thing(cast: Cast) -> Thing:
    return cast.keeps(cast.owner, "First")


@pytest.fixture
def tabs(thing: Thing, cast: Cast, client_of: ClientOf) -> tuple[Tab, Tab]:
    path = f"/items/{thing.public_id}/edit"
    return Tab(client_of(cast.owner), path), Tab(client_of(cast.owner), path)


def test_of_two_pages_the_last_save_does_not_win_silently(
    cast: Cast, tabs: tuple[Tab, Tab]
) -> None:
    long, short = tabs
    assert long.keeps(words="First and a long story").status_code == 303
    answer = short.keeps(words="First!")
    assert answer.status_code == 409
    for told in ("You changed this somewhere else too.", "First and a long story", "First!"):
        assert told in answer.text
    assert words(cast) == ["<p>First and a long story</p>"]


def test_the_child_takes_the_one_typed_here(cast: Cast, tabs: tuple[Tab, Tab]) -> None:
    other, here = tabs
    other.keeps(words="There")
    here.keeps(words="Here")
    here.read()
    assert str(here.fields["words"]).strip() == "Here"
    assert here.keeps().status_code == 409  # any other way of sending it chooses nothing
    here.read()
    assert here.keeps(instead=str(here.instead)).status_code == 303
    assert words(cast) == ["<p>Here</p>"]


def test_the_choice_holds_for_what_was_seen(cast: Cast, tabs: tuple[Tab, Tab]) -> None:
    other, here = tabs
    other.keeps(words="There")
    here.keeps(words="Here")
    here.read()
    other.keeps(words="There and more")
    answer = here.keeps(instead=str(here.instead))
    assert answer.status_code == 409
    assert "There and more" in answer.text
    assert words(cast) == ["<p>There and more</p>"]


def test_the_child_takes_the_other_one(
    thing: Thing, cast: Cast, client_of: ClientOf, tabs: tuple[Tab, Tab]
) -> None:
    other, here = tabs
    other.keeps(words="There")
    edit = f"/items/{thing.public_id}/edit"
    assert f'href="{edit}"' in here.keeps(words="Here").text
    anew = Tab(client_of(cast.owner), edit)
    assert str(anew.fields["words"]).strip() == "There"
    assert anew.keeps(words="There and on").status_code == 303


def test_a_page_that_saves_by_itself_is_told_and_goes_on_from_its_own_saves(
    cast: Cast, tabs: tuple[Tab, Tab]
) -> None:
    one, two = tabs
    for typed in ("One", "One and", "One and more"):
        assert one.saves(words=typed)["saved"] == "Saved"
    said = two.saves(words="Two")
    assert said["sentence"].startswith("You changed this somewhere else too.")
    assert said["unsaved"] is True
    assert words(cast) == ["<p>One and more</p>"]


def test_a_lost_answer_is_no_change_somewhere_else(cast: Cast, tabs: tuple[Tab, Tab]) -> None:
    """The page knows only the save before; its key knows better. So does *Back* after a save."""
    one, _two = tabs
    began = str(one.fields["began"])
    one.saves(words="One")
    assert one.saves(words="One and more", began=began)["saved"] == "Saved"
    assert one.keeps(words="One and all", began=began).status_code == 303
    assert one.keeps(words="One", began=began).status_code == 303
    assert words(cast) == ["<p>One</p>"]


def test_the_same_words_on_both_pages_agree(cast: Cast, tabs: tuple[Tab, Tab]) -> None:
    one, two = tabs
    one.keeps(words="Same")
    assert two.keeps(words="Same").status_code == 303
    assert words(cast) == ["<p>Same</p>"]


def test_a_page_on_which_nothing_was_changed_keeps_the_newer(
    cast: Cast, tabs: tuple[Tab, Tab]
) -> None:
    one, two = tabs
    one.keeps(words="Newer")
    assert two.keeps().status_code == 303
    assert words(cast) == ["<p>Newer</p>"]


def test_a_page_that_says_nothing_of_where_it_began_overwrites_nothing(
    thing: Thing, cast: Cast, client_of: ClientOf
) -> None:
    answer = client_of(cast.owner).post(f"/items/{thing.public_id}/draft", data=FITS)
    assert answer.status_code == 409
    assert words(cast) == ["<p>First</p>"]


def test_an_old_form_of_making_overwrites_nothing(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    made = Tab(child, "/make")
    kept = made.keeps(**FITS).location
    edited = Tab(child, kept.replace("/kept", "/edit"))
    edited.keeps(words="It flew and it hunts")
    assert made.keeps().location == kept  # sent again as it was: nothing new
    answer = made.keeps(words="It flew off")
    assert answer.status_code == 409
    made.read()
    assert words(cast) == ["<p>It flew and it hunts</p>"]
    assert made.keeps(instead=str(made.instead)).status_code == 303
    assert words(cast) == ["<p>It flew off</p>"]
    with cast.database.reading() as db:
        assert len(db.scalars(select(Item)).all()) == 1


def purged(cast: Cast, settings: Settings) -> int:
    """Three days later the chore comes by."""
    with cast.database.unit() as db:
        db.execute(update(Photo).values(made_at=cast.at.now - timedelta(days=3)))
        mailer = mailer_from(settings.mail, settings.mail_sender)
        return purging.purge(Means(db, cast.at, settings, mailer))


GONE = "One photo is not there any more."


@pytest.mark.parametrize("by_itself", [True, False])
def test_a_photo_that_is_gone_takes_no_words_with_it(
    cast: Cast, client_of: ClientOf, settings: Settings, *, by_itself: bool
) -> None:
    child, photo = client_of(cast.owner), cast.photographs(cast.owner)
    kept = cast.photographs(cast.owner, "blue")
    thing = cast.keeps(cast.owner, "First", photos=[kept])
    tab = Tab(child, f"/items/{thing.public_id}/edit")
    tab.fields["photo"] = [kept.public_id, photo.public_id]
    assert purged(cast, settings) == 1
    if by_itself:
        said = tab.saves(words="A whole evening")
        assert (said["saved"], said["sentence"], said["gone"]) == ("Saved", GONE, [photo.public_id])
    else:
        assert GONE in child.get(tab.keeps(words="A whole evening").location).text
    assert words(cast) == ["<p>A whole evening</p>"]
    with cast.database.reading() as db:
        assert db.scalars(select(RevisionPhoto.photo_id)).all() == [kept.id]


def test_a_photo_taken_off_elsewhere_and_purged_is_said_beside_the_choice(
    cast: Cast, client_of: ClientOf, settings: Settings
) -> None:
    photo = cast.photographs(cast.owner)
    thing = cast.keeps(cast.owner, "First", photos=[photo])
    edit = f"/items/{thing.public_id}/edit"
    one, two = Tab(client_of(cast.owner), edit), Tab(client_of(cast.owner), edit)
    one.fields.pop("photo")
    one.keeps()
    with cast.database.unit() as db:
        db.execute(update(Photo).values(made_at=cast.at.now - timedelta(days=3)))
    assert purged(cast, settings) == 1
    answer = two.keeps(words="A whole evening")
    assert answer.status_code == 409
    assert GONE in answer.text
    assert "A whole evening" in answer.text
    two.read()
    assert two.keeps(instead=str(two.instead)).status_code == 303
    assert words(cast) == ["<p>A whole evening</p>"]


def test_a_form_of_nothing_but_a_lost_or_a_strange_photo_makes_nothing(
    cast: Cast, client_of: ClientOf
) -> None:
    """What is hidden is answered like what never was."""
    theirs = cast.photographs(cast.classmate).public_id
    answers = []
    for photo in (theirs, "0123456789abcdef"):
        data = FITS | {"title": "", "words": "", "photo": photo}
        answer = client_of(cast.owner).post("/items", data=data)
        assert (answer.status_code, GONE in answer.text) == (422, True)
        answers.append(answer.text.count(photo))
    assert answers == [0, 0]
    with cast.database.reading() as db:
        assert not db.scalars(select(Item)).all()
