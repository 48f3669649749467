"""Lists as schools send them, made up by us: CSV in many dialects, and OneRoster zips."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PUPILS = "Number,First name,Surname,Class\n"


def pupils(*rows: str, header: str = PUPILS) -> bytes:
    """A list of children: rows as "11,Amina,Rafi,Oak"."""
    return (header + "".join(f"{row}\n" for row in rows)).encode()


TIES = "Number,First name,Surname,Class,Child calls them,Home,Second language,Adult number\n"


def ties(*rows: str, header: str = TIES) -> bytes:
    """A list of ties: rows as "11,Amina,Rafi,Oak,Gran,Gran's home,fr,a7", or without the end."""
    return (header + "".join(f"{row}\n" for row in rows)).encode()


def zipped(tables: Mapping[str, str | bytes]) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in tables.items():
            made.writestr(name, text)
    return out.getvalue()


def quoted(rows: Iterable[Iterable[str]]) -> str:
    """Rows as OneRoster writes them."""
    return "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


MANIFEST_11 = quoted(
    [
        ("propertyName", "value"),
        ("manifest.version", "1.0"),
        ("oneroster.version", "1.1"),
        ("file.users", "bulk"),
        ("file.classes", "bulk"),
        ("file.enrollments", "bulk"),
        ("file.demographics", "bulk"),
    ]
)
ORGS = quoted(
    [
        (
            "sourcedId",
            "status",
            "dateLastModified",
            "name",
            "type",
            "identifier",
            "parentSourcedId",
        ),
        ("org-1", "", "", "Elm Hill", "school", "", "org-0"),
        ("org-0", "", "", "Elm District", "district", "", ""),
    ]
)
USERS_11_HEADER = (
    "sourcedId",
    "status",
    "dateLastModified",
    "enabledUser",
    "orgSourcedIds",
    "role",
    "username",
    "userIds",
    "givenName",
    "familyName",
    "middleName",
    "identifier",
    "email",
    "sms",
    "phone",
    "agentSourceIds",
    "grades",
    "password",
)


def user_11(
    number: str, role: str, given: str, family: str, *, email: str = "", status: str = ""
) -> tuple[str, ...]:
    """A row of OneRoster 1.1's users."""
    names = (given, family, "", "", email, "", "", "", "", "")
    return (number, status, "", "true", "org-1", role, f"user-{number}", "", *names)


def oneroster_11(
    users: Iterable[tuple[str, ...]],
    enrollments: Iterable[tuple[str, str, str]],
    classes: Iterable[tuple[str, str]] = (("c-elm", "Elm"),),
    more: Mapping[str, str] | None = None,
) -> bytes:
    """A 1.1 zip: `enrollments` are (class, user, role), `classes` (sourcedId, title)."""
    return zipped(
        {
            "manifest.csv": MANIFEST_11,
            "orgs.csv": ORGS,
            "users.csv": quoted([USERS_11_HEADER, *users]),
            "classes.csv": classes_csv(classes),
            "enrollments.csv": enrollments_csv(enrollments),
            "demographics.csv": quoted([("sourcedId", "birthDate"), ("s-1", "2019-01-01")]),
            "academicSessions.csv": quoted([("sourcedId", "title"), ("t-1", "Autumn")]),
            **(more or {}),
        }
    )


def classes_csv(classes: Iterable[tuple[str, str]]) -> str:
    """The table of classes, all homerooms of the fourth grade."""
    header = (
        "sourcedId",
        "status",
        "dateLastModified",
        "title",
        "grades",
        "courseSourcedId",
        "classCode",
        "classType",
        "location",
        "schoolSourcedId",
        "termSourcedIds",
    )
    rows = [
        (number, "", "", title, "04", "co-1", "", "homeroom", "", "org-1", "t-1")
        for number, title in classes
    ]
    return quoted([header, *rows])


def enrollments_csv(enrollments: Iterable[tuple[str, str, str]]) -> str:
    """The table of enrolments."""
    header = (
        "sourcedId",
        "status",
        "dateLastModified",
        "classSourcedId",
        "schoolSourcedId",
        "userSourcedId",
        "role",
        "primary",
        "beginDate",
        "endDate",
    )
    rows = [
        (f"e-{nth}", "", "", room, "org-1", user, role, "", "2026-01-01", "2099-12-31")
        for nth, (room, user, role) in enumerate(enrollments)
    ]
    return quoted([header, *rows])


USERS_12_HEADER = (
    "sourcedId",
    "status",
    "dateLastModified",
    "enabledUser",
    "username",
    "userIds",
    "givenName",
    "familyName",
    "middleName",
    "identifier",
    "email",
    "sms",
    "phone",
    "agentSourcedIds",
    "grades",
    "password",
    "userMasterIdentifier",
    "resourceSourcedIds",
    "preferredGivenName",
    "preferredMiddleName",
    "preferredFamilyName",
    "primaryOrgSourcedId",
    "pronouns",
)


def oneroster_12(
    users: Iterable[tuple[str, str, str, str, str]],
    roles: Iterable[tuple[str, str, str]],
    enrollments: Iterable[tuple[str, str, str]],
) -> bytes:
    """A 1.2 zip: users (sourcedId, given, family, preferred, email), roles (user, type, role)."""
    rows = [
        (
            *(number, "", "", "true", f"user-{number}", "", given, family, "", "", email),
            *("", "", "", "", "", "", "", preferred, "", "", "org-1", ""),
        )
        for number, given, family, preferred, email in users
    ]
    role_header = (
        "sourcedId",
        "status",
        "dateLastModified",
        "userSourcedId",
        "roleType",
        "role",
        "beginDate",
        "endDate",
        "orgSourcedId",
        "userProfileSourcedId",
    )
    role_rows = [
        (f"r-{nth}", "", "", user, kind, role, "", "", "org-1", "")
        for nth, (user, kind, role) in enumerate(roles)
    ]
    return zipped(
        {
            "manifest.csv": MANIFEST_11.replace("1.1", "1.2"),
            "orgs.csv": ORGS,
            "users.csv": quoted([USERS_12_HEADER, *rows]),
            "roles.csv": quoted([role_header, *role_rows]),
            "classes.csv": classes_csv((("c-elm", "Elm"),)),
            "enrollments.csv": enrollments_csv(enrollments),
        }
    )
