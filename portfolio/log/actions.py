"""Writing the log: each event with exactly the fields that it declares here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.log import chain
from portfolio.models import LogRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

EVENTS: dict[str, frozenset[str]] = {
    "item_put_up": frozenset({"item", "shares"}),
    "item_taken_down": frozenset({"item", "shares"}),
    "item_put_back": frozenset({"item", "shares"}),
    "item_deleted": frozenset({"item"}),
    "item_restored": frozenset({"item"}),
    "item_erased": frozenset({"item"}),
    "item_checked": frozenset({"item", "revision", "check", "result"}),
    "check_undone": frozenset({"check"}),
    "comment_written": frozenset({"item", "comment"}),
    "comment_checked": frozenset({"comment", "result"}),
    "comment_kept_in_family": frozenset({"item", "comment"}),
    "comment_taken_back": frozenset({"comment"}),
    "comment_hidden": frozenset({"comment"}),
    "comment_shown": frozenset({"comment"}),
    "comments_opened": frozenset({"item"}),
    "comments_closed": frozenset({"item"}),
    "signed_in": frozenset({"way"}),
    "signed_out": frozenset[str](),
    "invitation_made": frozenset({"invitation"}),
    "invitation_used": frozenset({"invitation"}),
    "family_card_made": frozenset({"card"}),
    "wish_made": frozenset({"wish"}),
    "wish_answered": frozenset({"wish", "answer"}),
    "letter_tried": frozenset({"invitation"}),
    "letter_looked_at": frozenset({"invitation"}),
    "invitation_confirmed": frozenset({"invitation"}),
    "invitation_ended": frozenset({"invitation"}),
    "tie_made": frozenset({"tie"}),
    "paper_run_begun": frozenset({"run"}),
    "paper_run_ended": frozenset({"run"}),
    "card_made": frozenset({"pupil"}),
    "pupil_added": frozenset({"pupil", "group"}),
    "group_made": frozenset({"group"}),
    "group_checks_set": frozenset({"group", "checks"}),
    "face_chosen": frozenset[str](),
    "school_named": frozenset[str](),
    "tie_ended": frozenset({"tie"}),
    "tie_put_back": frozenset({"tie"}),
    "left_group": frozenset({"person", "group"}),
    "put_back_in_group": frozenset({"person", "group"}),
    "place_ended": frozenset({"person"}),
    "address_given": frozenset[str](),
    "app_set": frozenset[str](),
    "recovery_codes_made": frozenset[str](),
    "recovery_code_used": frozenset[str](),
    "factors_ended": frozenset({"person"}),
    "sign_on_linked": frozenset[str](),
    "proved_again": frozenset[str](),
    "reset_made": frozenset({"person"}),
    "reset_mailed": frozenset[str](),
    "password_set": frozenset[str](),
    "not_mine": frozenset({"sign_in"}),
    "signed_out_elsewhere": frozenset[str](),
    "passkey_made": frozenset({"passkey"}),
    "passkey_ended": frozenset({"passkey"}),
    "fresh_link_sent": frozenset({"link"}),
    "address_link_sent": frozenset({"link"}),
    "roll_sent": frozenset({"file"}),
    "roll_fetched": frozenset({"kind"}),
    "roll_taken_over": frozenset({"file", "new", "changed", "gone"}),
    "letters_asked_for": frozenset({"file", "letters"}),
    "person_changed": frozenset({"person"}),
    "staff_added": frozenset({"person"}),
    "came_back": frozenset({"person"}),
    "joined_group": frozenset({"person", "group"}),
    "group_changed": frozenset({"group"}),
    "year_changed": frozenset({"groups", "gone"}),
    "kept_apart": frozenset({"restriction"}),
    "kept_apart_ended": frozenset({"restriction"}),
    "tablet_code_made": frozenset({"group"}),
    "tablet_opened": frozenset({"tablet", "group"}),
    "tablet_named": frozenset({"tablet"}),
    "tablet_on": frozenset({"tablet"}),
    "tablet_off": frozenset({"tablet"}),
    "tablet_revoked": frozenset({"tablet"}),
    "concern_raised": frozenset({"concern"}),
    "concern_read": frozenset({"concern"}),
    "concern_handed_on": frozenset({"concern"}),
    "concern_settled": frozenset({"concern"}),
    "concern_opened_again": frozenset({"concern"}),
    "held_back": frozenset({"concern"}),
    "put_back_by_lead": frozenset({"concern"}),
    "words_read": frozenset({"concern", "comment"}),
    "words_opened": frozenset({"concern", "comment"}),
    "words_removed": frozenset({"concern", "comment"}),
    "words_brought_back": frozenset({"concern", "comment"}),
    "words_sent_back": frozenset({"concern", "comment"}),
    "words_put_up": frozenset({"concern", "comment"}),
    "stopped": frozenset({"stop"}),
    "stop_ended": frozenset({"stop"}),
    "opened_by_lead": frozenset({"opening", "item"}),
    "opening_read": frozenset({"opening", "item"}),
    "opening_photo_read": frozenset({"opening", "photo"}),
    "opening_reviewed": frozenset({"opening"}),
    "opening_told": frozenset({"opening"}),
    "opening_put_off": frozenset({"opening"}),
    "things_listed": frozenset({"pupil"}),
    "sealed": frozenset({"seal"}),
    "unseal_asked": frozenset({"seal"}),
    "unseal_refused": frozenset({"seal"}),
    "unsealed": frozenset({"seal"}),
    "held": frozenset({"hold"}),
    "hold_ended": frozenset({"hold"}),
    "pictured": frozenset({"photo", "pupil"}),
    "not_pictured": frozenset({"photo", "pupil"}),
    "picture_said": frozenset({"share", "answer"}),
    "in_this": frozenset({"photo"}),
    "in_this_settled": frozenset({"photo"}),
    "picture_covered": frozenset({"photo", "instead"}),
    "photos_allowed": frozenset({"pupil", "kind", "allowed"}),
    "jobs_tried_again": frozenset({"jobs"}),
    "backup_taken": frozenset[str](),
    "backup_put_back": frozenset[str](),
    "tries_cleared": frozenset({"pupil", "group"}),
}
"""Every event and its exact fields; another event or field is refused."""

About = int | str | list[int]


def write(db: Session, event: str, at: Moment, by: int | None, **about: About) -> None:
    """One row: `event` by the person `by` (None: nobody signed in) about those row numbers.

    `ValueError` for an event that is not declared or whose fields differ from its declaration.
    """
    if EVENTS.get(event) != frozenset(about):
        raise ValueError(event)
    db.add(LogRow(at=at.now, event=event, by_id=by, about=about))
    chain.waits(db)
