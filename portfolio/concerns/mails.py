"""The mail that something waits on the safety page: without a name, a word or a number of it.

One for each who may read the concern, or for the office where nobody may; asked again before it is
sent (promise T15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portfolio.signin.links import send
from portfolio.signin.queries import address_of
from portfolio.visibility import concerned

if TYPE_CHECKING:
    from portfolio.jobs import Means


def mail(means: Means, about: dict[str, Any]) -> None:
    """Tell one of them, unless it was read, is not for them any more, or they have no address."""
    concern_id, person_id = about["concern"], about["person"]
    if not means.settings.mail or not concerned.is_unread(means.db, concern_id):
        return
    to = address_of(means.db, person_id)
    if to and person_id in concerned.to_tell(means.db, concern_id, means.at):
        beginning = means.settings.address or about["address"]
        is_told = concerned.is_told_to(means.db, concern_id, person_id, means.at)
        page = "told" if is_told else "safety"
        send(means, "concern", to, {"link": f"{beginning}/{page}" if beginning else ""})
