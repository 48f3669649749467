"""The office's page: the school's name, its classes, and who works here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, url_for
from flask_babel import gettext as _

from portfolio.core.errors import NotThereError, RefusedError
from portfolio.letters import queries as letters
from portfolio.models.enums import Checks, DutyKind, Role, Stage
from portfolio.office import actions, invitations, queries
from portfolio.office.forms import ChecksForm, ClassForm, SchoolForm, StaffInvitationForm
from portfolio.office.views.blueprint import NOT_RIGHT, back_to, bp, sent_before
from portfolio.office.views.classes import end_membership, put_back
from portfolio.photos import space
from portfolio.undone import queries as undone
from portfolio.visibility import apart, circle, concerned
from portfolio.web import addresses, guards
from portfolio.web.here import here
from portfolio.web.pages import page, redirect_to, say, see_other
from portfolio.wishes import queries as wishes

if TYPE_CHECKING:
    from portfolio.office.queries import AnyRow


@bp.get("/office")
@guards.office
def school() -> Response:
    """The school at a glance; on the first visit, its name."""
    name = queries.school_name(here.db)
    if name is None:
        return page("office/name.html", form=SchoolForm(), is_first=True)
    classes, me = queries.classes(here.db, here.at), here.someone.id
    taken = space.used(here.db)
    return page(
        "office/school.html",
        name=name,
        classes=[line for line in classes if not line.is_over],
        over=[line.name for line in classes if line.is_over],
        has_address=addresses.beginning() is not None,
        staff=queries.staff(here.db, here.at),
        out_of_hand=apart.teachers_of_kept(here.db, me, here.at),
        waiting=queries.open_staff_invitations(here.db, here.at),
        tried=letters.tried(here.db, me, here.at),
        for_office=letters.waiting(here.db, me, here.at),
        undone=undone.number(here.db),
        photos_mb=-(-taken // space.MEGABYTE),
        space_mb=here.settings.space_mb,
        is_low=space.is_low(here.settings.space_mb, taken),
        wishes=wishes.waiting(here.db, me, here.at),
        promised=wishes.promised(here.db, me, here.at),
        **_safety(),
    )


def _safety() -> dict[str, Any]:
    """Whether anybody is the safety lead; while nobody is, how many concerns wait for one."""
    if concerned.has_lead(here.db, here.at):
        return {"has_lead": True, "for_nobody": 0}
    waits = concerned.read_by_nobody(here.db, here.someone.id, here.at)
    return {"has_lead": False, "for_nobody": waits}


@bp.get("/office/name")
@guards.office
def school_name() -> Response:
    """Change the school's name."""
    form = SchoolForm(name=queries.school_name(here.db) or "")
    return page("office/name.html", form=form, is_first=False)


@bp.post("/office/name")
@guards.office
def name_school() -> Response:
    """Give the school its name."""
    form = SchoolForm()
    if not form.validate():
        is_first = not queries.has_school(here.db)
        return page("office/name.html", NOT_RIGHT, form=form, is_first=is_first)
    actions.name_school(here.db, form.name.data or "", here.at, by=here.someone.id)
    say(_("The school is named."))
    return see_other("office.school")


@bp.get("/office/classes")
@guards.office
def new_class() -> Response:
    """What a new class is like."""
    return page("office/new_class.html", form=ClassForm(checks=Checks.EVERYTHING.value))


@bp.post("/office/classes")
@guards.office
def make_class() -> Response:
    """Make a class."""
    form = ClassForm()
    if not form.validate():
        return page("office/new_class.html", NOT_RIGHT, form=form)
    before = sent_before(form.key.data, back_to("school"))
    if before is not None:
        return before
    if queries.is_class(here.db, form.name.data or "", here.at):
        form.name.errors = [_("There is a class of that name already.")]
        return page("office/new_class.html", NOT_RIGHT, form=form)
    new = actions.NewClass(form.name.data or "", Stage(form.stage.data), Checks(form.checks.data))
    actions.make_class(here.db, new, here.at, by=here.someone.id)
    say(_("%(name)s is ready. Now invite its teacher.", name=new.name))
    return see_other("office.school")


@bp.get("/office/classes/<public_id:group_id>")
@guards.office
def school_class(group_id: str) -> Response:
    """One class: what its teacher reads first, and who teaches it."""
    group = queries.class_or_404(here.db, group_id)
    return _class_page(group, ChecksForm(checks=group.checks.value))


def _class_page(group: AnyRow, form: ChecksForm, status: int = 200) -> Response:
    return page(
        "office/class.html",
        status,
        group=group,
        form=form,
        teachers=circle.members_of(here.db, group.id, here.at, Role.TEACHER),
    )


@bp.get("/office/classes/<public_id:group_id>/checks")
@guards.office
def checks_again(group_id: str) -> Response:
    """Where a choice that does not hold was given back: to open it anew leads to the class."""
    queries.class_or_404(here.db, group_id)
    return redirect_to("office.school_class", group_id=group_id)


@bp.post("/office/classes/<public_id:group_id>/checks")
@guards.office
def set_checks(group_id: str) -> Response:
    """Choose what the teacher reads first, from now on."""
    group = queries.class_or_404(here.db, group_id)
    form = ChecksForm()
    if not form.validate():
        return _class_page(group, form, NOT_RIGHT)
    try:
        chosen = Checks(form.checks.data)
        actions.set_checks(here.db, group.id, chosen, here.at, by=here.someone.id)
    except RefusedError:
        form.checks.errors = [_("Something waits for its teacher. Change this once it is read.")]
        return _class_page(group, form, NOT_RIGHT)
    say(_("This holds for what is shared from now on."))
    return see_other("office.school_class", group_id=group_id)


@bp.post("/office/classes/<public_id:group_id>/teachers/<public_id:person_id>/end")
@guards.office
def end_teaching(group_id: str, person_id: str) -> Response:
    """Somebody teaches this class no more; it can be undone on the same day. Twice is once."""
    group = queries.class_or_404(here.db, group_id)
    name = end_membership(group.id, person_id, Role.TEACHER)
    back = url_for("office.put_back_teaching", group_id=group_id, person_id=person_id)
    say(_("%(name)s sees nothing of this class any more.", name=name), undo=back)
    return see_other("office.school_class", group_id=group_id)


@bp.post("/office/classes/<public_id:group_id>/teachers/<public_id:person_id>/back")
@guards.office
def put_back_teaching(group_id: str, person_id: str) -> Response:
    """Undo today's ending."""
    group = queries.class_or_404(here.db, group_id)
    put_back(group.id, person_id, Role.TEACHER, ended_by=None)
    return see_other("office.school_class", group_id=group_id)


@bp.get("/office/invitations")
@guards.office
@guards.proven
def new_staff() -> Response:
    """For whom an invitation is."""
    return page("office/new_staff.html", form=_offering())


@bp.post("/office/invitations")
@guards.office
@guards.proven
def invite_staff() -> Response:
    """Make an invitation for one of the staff, and show its address once."""
    form = _offering()
    if not form.validate():
        return page("office/new_staff.html", NOT_RIGHT, form=form)
    before = sent_before(form.key.data, back_to("school"))
    if before is not None:
        return before
    token = invitations.invite_staff(here.db, _place(form), here.at, by=here.someone.id)
    return page(
        "office/staff_letter.html",
        called=form.called.data,
        place=form.place_words,
        school=queries.school_name(here.db),
        address=addresses.for_paper(url_for("signin.invitation", token=token)),
    )


def _place(form: StaffInvitationForm) -> invitations.StaffPlace:
    called, chosen = form.called.data or "", str(form.place.data)
    if chosen in set(DutyKind):
        return invitations.StaffPlace(called, duty=DutyKind(chosen))
    return invitations.StaffPlace(called, group_id=queries.class_or_404(here.db, chosen).id)


@bp.post("/office/invitations/<public_id:invitation_id>/end")
@guards.office
@guards.proven
def end_staff_invitation(invitation_id: str) -> Response:
    """That invitation opens no more."""
    number = queries.letter_or_404(here.db, invitation_id, None, here.at)
    invitations.end(here.db, number, here.at, by=here.someone.id)
    say(_("That invitation does not open any more."))
    return see_other("office.school")


@bp.post("/office/staff/<public_id:person_id>/end")
@guards.office
@guards.proven
def end_place(person_id: str) -> Response:
    """Somebody works here no more. Nobody can send themselves away."""
    number = queries.staff_or_404(here.db, person_id, here.at)
    if number == here.someone.id:
        raise NotThereError
    actions.end_place(here.db, number, here.at, by=here.someone.id)
    say(_("They cannot come in any more."))
    return see_other("office.school")


def _offering() -> StaffInvitationForm:
    form = StaffInvitationForm()
    away = apart.classes_of_kept(here.db, here.someone.id, here.at)
    classes = [line for line in queries.classes(here.db, here.at) if not line.is_over]
    form.offer((line.public_id, line.name) for line in classes if line.id not in away)
    return form
