"""A teacher's shared tablets: opening the class on one, naming, on and off, taking out for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from portfolio.core import tokens
from portfolio.office import queries as office
from portfolio.tablets import actions, lessons, queries, tries
from portfolio.tablets.forms import LessonForm, NameForm
from portfolio.tablets.views.blueprint import NOT_RIGHT, bp
from portfolio.web import addresses, guards
from portfolio.web.here import here
from portfolio.web.pages import page, say, see_other
from portfolio.web.squares import squares

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Response

    from portfolio.tablets.queries import AnyRow


def _my_class(group_id: str) -> AnyRow:
    """The class, which whoever is here teaches today; `NotThereError` otherwise (T13)."""
    return office.my_class_or_404(here.db, here.someone.id, group_id, here.at)


def _my_tablet(group_id: str, tablet_id: str) -> AnyRow:
    return queries.tablet_or_404(here.db, _my_class(group_id).id, tablet_id)


def _lesson_end() -> datetime:
    return lessons.end(here.at, here.settings.time_zone)


@bp.get("/class/<public_id:group_id>/tablets")
@guards.teacher
def of_class(group_id: str) -> Response:
    """The tablets of one of my classes."""
    return _list_page(_my_class(group_id))


def _list_page(
    group: AnyRow, status: int = 200, lesson: LessonForm | None = None, name: NameForm | None = None
) -> Response:
    return page(
        "tablets/of_class.html",
        status,
        group=group,
        tablets=queries.of_class(here.db, here.someone.id, group.id, here.at),
        until=_clock(_lesson_end()),
        clock=_clock,
        lesson=lesson or LessonForm(formdata=None, until=_local(_lesson_end()).time()),
        name=name or NameForm(formdata=None),
    )


def _local(value: datetime) -> datetime:
    return lessons.local(value, here.settings.time_zone)


def _clock(value: datetime) -> str:
    return _local(value).strftime("%H:%M")


@bp.post("/class/<public_id:group_id>/tablets/codes")
@guards.teacher
def make_code(group_id: str) -> Response:
    """What opens the class on one tablet, shown once."""
    group = _my_class(group_id)
    new = actions.make_code(
        here.db, group.id, here.settings.secret_key, here.at, by=here.someone.id
    )
    address = addresses.for_paper(url_for("tablets.opening", token=new.token))
    start = addresses.for_paper(url_for("tablets.start"))
    return page(
        "tablets/code.html",
        group=group,
        squares=squares(address),
        code=tokens.grouped(new.code),
        start=start.partition("://")[2],
        minutes=actions.CODE_LASTS.seconds // 60,
    )


@bp.post("/class/<public_id:group_id>/tablets/on")
@guards.teacher
def all_on(group_id: str) -> Response:
    """The class is on, on all its tablets, until a time of today."""
    group = _my_class(group_id)
    form = LessonForm()
    if not form.validate() or form.until.data is None:
        return _list_page(group, NOT_RIGHT, form)
    until = lessons.on_this_day(here.at, form.until.data, here.settings.time_zone)
    if until <= here.at.now:
        form.until.errors = [_("That time is over. Give a later one.")]
        return _list_page(group, NOT_RIGHT, form)
    numbers = queries.numbers_of(here.db, group.id)
    actions.switch_on(here.db, numbers, until, here.at, by=here.someone.id)
    say(_("The class is on until %(time)s.", time=_clock(until)))
    return see_other("tablets.of_class", group_id=group_id)


@bp.post("/class/<public_id:group_id>/tablets/off")
@guards.teacher
def all_off(group_id: str) -> Response:
    """The class is off, on all its tablets."""
    group = _my_class(group_id)
    numbers = queries.numbers_of(here.db, group.id)
    actions.switch_off(here.db, numbers, here.at, by=here.someone.id)
    say(_("The class is off on all its tablets."))
    return see_other("tablets.of_class", group_id=group_id)


@bp.post("/class/<public_id:group_id>/tablets/<public_id:tablet_id>/on")
@guards.teacher
def one_on(group_id: str, tablet_id: str) -> Response:
    """The class is on, on this tablet, for a lesson."""
    tablet = _my_tablet(group_id, tablet_id)
    until = _lesson_end()
    actions.switch_on(here.db, [tablet.id], until, here.at, by=here.someone.id)
    say(_("%(name)s is on until %(time)s.", name=tablet.name, time=_clock(until)))
    return see_other("tablets.of_class", group_id=group_id)


@bp.post("/class/<public_id:group_id>/tablets/<public_id:tablet_id>/off")
@guards.teacher
def one_off(group_id: str, tablet_id: str) -> Response:
    """The class is off on this tablet."""
    tablet = _my_tablet(group_id, tablet_id)
    actions.switch_off(here.db, [tablet.id], here.at, by=here.someone.id)
    say(_("%(name)s is off.", name=tablet.name))
    return see_other("tablets.of_class", group_id=group_id)


@bp.post("/class/<public_id:group_id>/tablets/<public_id:tablet_id>/name")
@guards.teacher
def rename(group_id: str, tablet_id: str) -> Response:
    """Another name for a tablet."""
    tablet = _my_tablet(group_id, tablet_id)
    form = NameForm()
    if not form.validate():
        return _list_page(_my_class(group_id), NOT_RIGHT, name=form)
    actions.rename(here.db, tablet.id, form.name.data or "", here.at, by=here.someone.id)
    return see_other("tablets.of_class", group_id=group_id)


@bp.post("/class/<public_id:group_id>/tablets/<public_id:tablet_id>/end")
@guards.teacher
def revoke(group_id: str, tablet_id: str) -> Response:
    """This device is no tablet of the class any more, from this very moment."""
    tablet = _my_tablet(group_id, tablet_id)
    actions.revoke(here.db, tablet.id, here.at, by=here.someone.id)
    say(_("%(name)s is no tablet of this class any more.", name=tablet.name))
    return see_other("tablets.of_class", group_id=group_id)


@bp.post("/class/<public_id:group_id>/tablets/children/<public_id:child_id>/again")
@guards.teacher
def let_try_again(group_id: str, child_id: str) -> Response:
    """A child who waits for help may try their secret again. Pressed twice, it is the same."""
    group = _my_class(group_id)
    child = office.child_in_class_or_404(here.db, here.someone.id, group.id, child_id, here.at)
    tries.let_try_again(here.db, group.id, child.id, here.at, by=here.someone.id)
    say(_("%(name)s can try again.", name=child.name))
    return see_other("office.one_class", group_id=group_id)
