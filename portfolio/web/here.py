"""The request's own things, with types: who, when, and the unit of work.

`here` stands in for Flask's `g`, whose attributes no type checker knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from flask import current_app, g
from flask_login import UserMixin

from portfolio.visibility.viewer import Viewer

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.core.decoding import Decoders
    from portfolio.core.storage import Storage
    from portfolio.models.enums import PersonKind, Stage
    from portfolio.settings import Settings
    from portfolio.watching.measures import Measures


@dataclass(frozen=True, slots=True, eq=False)
class Me(UserMixin):
    """The person who is signed in, as far as pages need to know them."""

    id: int
    public_id: str
    kind: PersonKind
    first_name: str
    called: str
    face: str
    paper: str
    sign_in_id: int
    stage: Stage | None = None
    """A pupil's stage, by their class today; older where they have none."""
    teaches: bool = False
    is_office: bool = False
    is_safety_lead: bool = False
    comments_stopped: bool = False
    """The school has stopped all talk."""
    families_stopped: bool = False
    """The school has closed for all families."""
    has_concerns: bool = False
    """A concern that nobody has read waits for this safety lead."""
    is_told: bool = False
    """Something that a child told waits for this teacher."""
    is_answered: bool = False
    """Something that they said was read, and they have not put the word away."""
    proved_at: datetime | None = None
    """When they last showed a second factor in this session."""
    is_noted: bool = True
    """Whether it is known that they were here today."""
    token: str = field(default="", repr=False)
    tablet_id: int | None = None
    """The shared tablet on which this child's session is; None elsewhere."""
    until: datetime | None = None
    """When that session ends at the latest: after 45 minutes, or when the class goes off."""

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie: the session's token, never a person's number."""
        return self.token

    @property
    def name(self) -> str:
        """How pages greet them."""
        return self.called or self.first_name


class Here:
    """Typed access to what the request was given."""

    @property
    def me(self) -> Me | None:
        """Who is signed in, or None."""
        return cast("Me | None", g.get("me"))

    @property
    def someone(self) -> Me:
        """Who is signed in; for views whose guard let nobody else through."""
        if self.me is None:
            raise LookupError("no guard let anybody in")
        return self.me

    def forget(self) -> None:
        """Go on as for nobody: the page of an error must ask the database nothing more."""
        g.me = None

    @property
    def at(self) -> Moment:
        """The moment of the request."""
        return cast("Moment", g.at)

    @property
    def db(self) -> Session:
        """The request's one unit of work: reads only for GET and HEAD."""
        return cast("Session", g.db)

    @property
    def viewer(self) -> Viewer:
        """Whoever is signed in, as the rule knows them."""
        return Viewer.nobody(self.at) if self.me is None else Viewer.person(self.me.id, self.at)

    @property
    def settings(self) -> Settings:
        """The installation's settings."""
        return cast("Settings", current_app.extensions["settings"])

    @property
    def database(self) -> Database:
        """The database, for a unit of work apart from the request's."""
        return cast("Database", current_app.extensions["database"])

    @property
    def measures(self) -> Measures | None:
        """What this process counts, where it is asked to."""
        return cast("Measures | None", current_app.extensions["measures"])

    @property
    def decoders(self) -> Decoders:
        """What reads photos, apart from this process."""
        return cast("Decoders", current_app.extensions["decoders"])

    @property
    def storage(self) -> Storage:
        """Where renditions lie."""
        return cast("Storage", current_app.extensions["storage"])


here = Here()
