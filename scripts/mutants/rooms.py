"""The rooms: which files are broken, and which tests are asked about each of them.

The tests that catch most of a file's mutants come first, then the others of its room.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts.mutants.making import ROOT
from scripts.mutants.trying import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TESTS = "tests"


@dataclass(frozen=True, slots=True)
class Room:
    """Files under portfolio/, each with its nearest tests under tests/, and those of all the room.

    A name of tests is that of a file without its ending, or of a folder.
    """

    nearest: Mapping[str, Sequence[str]]
    tests: Sequence[str] = ()

    def files(self) -> list[str]:
        """What is broken here, in order."""
        return sorted(self.nearest)

    def asked(self, file: str) -> Asked:
        """The tests to ask about a file: those nearest to it, and the rest of the room."""
        near = _paths(self.nearest[file])
        return Asked(near, [path for path in _paths(self.tests) if path not in near])


def _paths(names: Sequence[str]) -> list[str]:
    """The files of tests that are meant, each once."""
    found: dict[str, None] = {}
    for name in names:
        path = ROOT / TESTS / name
        files = sorted(path.glob("test_*.py")) if path.is_dir() else [path.with_suffix(".py")]
        found |= dict.fromkeys(str(one.relative_to(ROOT)) for one in files)
    return list(found)


def _in(folder: str, nearest: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {
        f"visibility/{file}.py": [f"{folder}/{name}" for name in names]
        for file, names in nearest.items()
    }


NEAREST = {
    "apart": ("test_apart", "test_apart_names", "test_apart_classes"),
    "asked": ("test_asked", "test_how_it_stands"),
    "cards": ("test_new_card", "test_apart"),
    "checks": ("test_asked", "test_desk", "test_proposals", "test_comments"),
    "circle": ("test_circle",),
    "heard": ("test_new_card", "test_comments"),
    "of_me": ("test_of_me", "test_says"),
    "pictured": ("test_pictured", "test_of_me"),
    "proposals": ("test_proposals",),
    "reads": ("test_corners", "test_lists", "test_revisions", "test_comments"),
    "rights": ("test_rights",),
    "roll": ("test_roll", "test_circle", "test_corners"),
    "rule": ("test_each_clause", "test_pictured"),
    "says": ("test_says", "test_says_of_each", "test_of_me"),
    "standing": ("test_each_clause", "test_comments", "test_circle"),
    "statements": ("test_revisions", "test_corners", "test_lists", "test_comments"),
    "talk": ("test_comments", "test_unheard"),
    "viewer": ("test_rights", "test_lists"),
}
"""Of each file of the rule, the tests that ask the rule itself."""

ELSEWHERE = ("test_over_http", "test_world")
"""Tests of the rule that need the pages, or last too long to be asked a thousand times."""

OF_THE_RULE = tuple(
    f"visibility/{path.stem}"
    for path in sorted((ROOT / TESTS / "visibility").glob("test_*.py"))
    if path.stem not in ELSEWHERE
)

THE_RULE = Room(_in("visibility", NEAREST), OF_THE_RULE)

KEEPING_SAFE = Room(
    {
        "visibility/concerned.py": (
            *("visibility/test_concerned_alone", "visibility/test_concerned"),
            *("visibility/test_held_back", "concerns"),
        ),
        "visibility/concerns.py": ("concerns", "visibility/test_concerned"),
        "visibility/held.py": ("holds",),
        "visibility/in_this.py": (
            *("pictured/test_in_this", "pictured/test_to_settle", "pictured/test_covering"),
            "pictured/test_spoken_of",
        ),
        "visibility/looked.py": ("visibility/test_looked", "looks", "openings/test_told"),
        "visibility/openings.py": ("openings/test_found", "openings"),
        "visibility/permits.py": ("pictured/test_permitting",),
        "visibility/sealed.py": ("seals/test_found", "seals"),
        "visibility/stopped.py": ("visibility/test_stopped", "stops"),
    },
)
"""What the safety lead reads and does, which is asked by the pages."""

DOORS = (
    *("signin/test_to_the_moment", "signin/test_sessions", "signin/test_card"),
    *("signin/test_letters", "signin/test_staff", "signin/test_fresh_links"),
    *("signin/test_address", "signin/test_ended_meanwhile", "signin/test_pressed_again"),
)
"""What asks each way in by itself; the tests that try many addresses and roles are left out."""

COMING_IN = Room(
    {
        "devices/actions.py": ("devices", "family_cards"),
        "devices/queries.py": ("devices",),
        "factors/queries.py": ("factors", "signin/test_staff", "resets"),
        "family_cards/actions.py": ("family_cards/test_found", "family_cards"),
        "family_cards/queries.py": ("family_cards/test_found", "family_cards"),
        "guesses/queries.py": ("guesses", "signin/test_card"),
        "letters/queries.py": (
            *("asked", "signin/test_opened_again", "roll/test_letters_wait"),
            *("office/test_another_gran", "office/test_letters_end", "office/test_school"),
            *("roll/test_kept_office", "roll/test_apart_letters", "paper/test_letters"),
        ),
        "once/actions.py": ("once", "signin/test_pressed_again"),
        "once/queries.py": ("once", "signin/test_pressed_again"),
        "passkeys/queries.py": ("passkeys",),
        "passkeys/ceremony.py": ("passkeys",),
        "resets/queries.py": ("resets",),
        "sign_on/queries.py": ("sign_on",),
        "signin/actions.py": (
            *("signin/test_endings", "signin/test_uses", *DOORS),
            *("devices", "tablets/test_coming_in"),
        ),
        "signin/links.py": ("signin/test_fresh_links", "signin/test_address"),
        "signin/queries.py": (
            *("signin/test_to_the_moment", "signin/test_sessions", "signin/test_staff"),
        ),
        "tablets/actions.py": ("tablets/test_to_the_moment", "tablets/test_class_over", "tablets"),
        "tablets/queries.py": (
            *("tablets/test_to_the_moment", "tablets/test_kept_teacher"),
            *("tablets/test_teacher", "tablets/test_past_teacher", "tablets"),
        ),
        "tablets/tries.py": ("tablets/test_deeds", "tablets/test_tries"),
        "web/arrivals.py": (*DOORS, "factors", "passkeys"),
        "web/family_devices.py": ("family_cards", "web/test_own_cookies"),
        "web/guards.py": ("test_routes", "factors/test_again", "stops", "watching"),
        "web/guesses.py": ("web/test_own_cookies", "guesses", "signin/test_card"),
        "web/passkeys.py": ("passkeys",),
        "web/presses.py": ("signin/test_pressed_again",),
        "web/proofs.py": ("factors/test_again",),
        "web/signed_in.py": (
            *("signin/test_sessions", "web/test_idle", "tablets/test_coming_in"),
            *("factors/test_again", "stops"),
        ),
        "web/tablets.py": ("web/test_own_cookies", "tablets/test_coming_in"),
    },
)
"""Who comes in, by which way, and how long they stay."""

ROOMS = (THE_RULE, KEEPING_SAFE, COMING_IN)
