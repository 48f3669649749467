"""Saying something about an item, and its owner's word on what is said there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, url_for
from flask_babel import gettext as _

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.models.enums import CommentState, PersonKind
from portfolio.once import actions as once
from portfolio.talk import actions, queries
from portfolio.talk.forms import CommentForm
from portfolio.talk.pages import talk_for
from portfolio.talk.readers import First, reads_first
from portfolio.visibility import reads
from portfolio.visibility.rights import Right, require
from portfolio.web import guards
from portfolio.web.here import here
from portfolio.web.pages import go_to, page, redirect_to, say, see_other

if TYPE_CHECKING:
    from flask import Response

    from portfolio.visibility.reads import Sight

bp = Blueprint("talk", __name__)

LAYOUTS = {
    PersonKind.PUPIL: "layouts/board.html",
    PersonKind.FAMILY: "layouts/family.html",
    PersonKind.STAFF: "layouts/desk.html",
}


@bp.route("/items/<public_id:item_id>/comments", methods=["GET"])
@guards.person
def talk_again(item_id: str) -> Response:
    """Where words that did not fit were given back: to open it anew leads to the talk."""
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    return redirect_to("items.show", item_id=sight.public_id, _anchor="talk")


@bp.route("/items/<public_id:item_id>/comments", methods=["POST"])
@guards.person
def say_it(item_id: str) -> Response:
    """Take a comment; what does not fit is given back with its words."""
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    form = CommentForm()
    if not sight.comments_open:
        form.validate()
        return _again(sight, form, 409, closed=True)
    require(Right.COMMENT, sight)
    if not form.validate():
        return _again(sight, form, 422)
    if form.is_worth_an_offer():
        return _again(sight, form, 422, offer=True)
    return _said(sight, form)


def _said(sight: Sight, form: CommentForm) -> Response:
    """Say it once, whatever the number of presses."""
    me, key = here.someone.id, str(form.key.data)
    led_to = once.take(here.db, me, key, here.at)
    if led_to is not None:
        return _sent_before(sight, form, led_to)
    said_just_now = queries.said_just_now(
        here.db, here.viewer, sight, form.said(), form.reply_to.data or None
    )
    if said_just_now is not None:
        return _kept_as(key, _place(sight, said_just_now))
    try:
        comment = actions.say(here.db, here.viewer, sight, form.said(), form.reply_to.data or None)
    except actions.UnansweredError:
        return _again(sight, form, 409, unanswered=True)
    _say_sent(reads_first(comment))
    return _kept_as(key, _place(sight, comment.public_id))


def _say_sent(first: First | None) -> None:
    said = {
        None: _("Sent."),
        First.TEACHER: _("Sent. A teacher reads it first."),
        First.LEAD: _("Sent. The school’s safety lead reads it first."),
    }
    say(said[first], tone="warm")


def _kept_as(key: str, address: str) -> Response:
    once.lead_to(here.db, here.someone.id, key, address)
    return go_to(address)


def _sent_before(sight: Sight, form: CommentForm, led_to: str) -> Response:
    """The same words lead where they led; others under an old key are given back, to be sent."""
    comment_id = led_to.rpartition("#comment-")[2]
    said, reply_to = form.said(), form.reply_to.data or None
    if queries.was_said(here.db, here.viewer, sight, comment_id, said, reply_to):
        return go_to(led_to)
    form.key.data = tokens.public_id()
    return _again(sight, form, 409, others=True)


def _again(sight: Sight, form: CommentForm, status: int, **why: bool) -> Response:
    """The form once more with what was typed, alone on its page, and why it came back."""
    reasons = {"closed": False, "offer": False, "unanswered": False, "others": False} | why
    named = talk_for(sight, form)
    layout = LAYOUTS[here.someone.kind]
    answered = [
        line
        for line in named["talk"].lines
        if line.public_id == form.reply_to.data and line.may_reply
    ]
    return page("talk/again.html", status, layout=layout, answered=answered, **reasons, **named)


@bp.route("/comments/<public_id:comment_id>/taking-back", methods=["POST"])
@guards.person
def take_back(comment_id: str) -> Response:
    """The author takes back what a teacher has yet to read. Pressed twice, that is done already."""
    try:
        sight, number = reads.comment_or_404(here.db, here.viewer, comment_id)
    except NotThereError:
        sight = actions.sight_of_taken_back(here.db, here.viewer, comment_id)
    else:
        try:
            actions.take_back(here.db, here.viewer, number)
        except actions.SettledError:
            say(_("A teacher has read it. You can not take it back."))
            return go_to(_place(sight, comment_id))
    undo = url_for("talk.send_after_all", comment_id=comment_id)
    say(_("You took it back. Nobody can read it."), undo=undo)
    return see_other("items.show", item_id=sight.public_id, _anchor="talk")


@bp.route("/comments/<public_id:comment_id>/taking-back/end", methods=["GET"])
@guards.person
def words_again(comment_id: str) -> Response:
    """The same for words that were taken back, and could not be sent: the talk was closed."""
    sight = actions.sight_of_taken_back(here.db, here.viewer, comment_id)
    return redirect_to("items.show", item_id=sight.public_id, _anchor="talk")


@bp.route("/comments/<public_id:comment_id>/taking-back/end", methods=["POST"])
@guards.person
def send_after_all(comment_id: str) -> Response:
    """Undo: as if the words were said now; where the talk is closed they are given back."""
    try:
        sight, comment = actions.send_after_all(here.db, here.viewer, comment_id)
    except actions.ClosedError as error:
        form = CommentForm(formdata=None, data={"words": error.words})
        return _again(error.sight, form, 409, closed=True)
    if comment.state is not CommentState.SENT_BACK:
        _say_sent(reads_first(comment))
    return go_to(_place(sight, comment_id))


@bp.route("/comments/<public_id:comment_id>/hiding", methods=["POST"])
@guards.person
def hide(comment_id: str) -> Response:
    """The owner hides somebody's words."""
    sight, number = reads.comment_or_404(here.db, here.viewer, comment_id)
    require(Right.HIDE_COMMENT, sight)
    actions.hide(here.db, number, here.someone.id, here.at)
    say(_("You hid it."), undo=url_for("talk.end_hiding", comment_id=comment_id))
    return go_to(_place(sight, comment_id))


@bp.route("/comments/<public_id:comment_id>/hiding/end", methods=["POST"])
@guards.person
def end_hiding(comment_id: str) -> Response:
    """The owner shows them again."""
    sight, number = reads.comment_or_404(here.db, here.viewer, comment_id)
    require(Right.HIDE_COMMENT, sight)
    actions.end_hiding(here.db, number, here.someone.id, here.at)
    say(_("You show it again."), undo=url_for("talk.hide", comment_id=comment_id))
    return go_to(_place(sight, comment_id))


@bp.route("/items/<public_id:item_id>/talk/closing", methods=["POST"])
@guards.person
def close(item_id: str) -> Response:
    """The owner takes no more comments on it."""
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    require(Right.CLOSE_TALK, sight)
    actions.close(here.db, sight.item_id, here.someone.id, here.at)
    say(_("The talk is closed."), undo=url_for("talk.open_again", item_id=item_id))
    return see_other("items.show", item_id=item_id, _anchor="talk")


@bp.route("/items/<public_id:item_id>/talk/opening", methods=["POST"])
@guards.person
def open_again(item_id: str) -> Response:
    """The owner takes comments on it again."""
    sight = reads.item_or_404(here.db, here.viewer, item_id)
    require(Right.CLOSE_TALK, sight)
    actions.open_again(here.db, sight.item_id, here.someone.id, here.at)
    say(_("The talk is open."), undo=url_for("talk.close", item_id=item_id))
    return see_other("items.show", item_id=item_id, _anchor="talk")


def _place(sight: Sight, comment_id: str) -> str:
    return url_for("items.show", item_id=sight.public_id, _anchor=f"comment-{comment_id}")
