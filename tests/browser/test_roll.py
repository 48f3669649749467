"""The office's lists in a browser: the whole way, with and without JavaScript, each page read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import looking

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.visitors import Visitor
    from tests.schools import School

HEADER = "Number,First name,Surname,Class\n"


TIES = "First name,Class,Child calls them,Home,Second language\n"
CHILDREN, FAMILIES = "Children, each with the class", "Families: who gets a letter"


def send(
    office: Visitor,
    text: str,
    *,
    whole: bool = False,
    kind: str = CHILDREN,
    heading: str = "What this list would change",
) -> None:
    """Choose a file, say what it is, and have it read."""
    office.go("/office/roll")
    office.page.get_by_label(kind).check()
    if whole:
        office.page.get_by_label("Yes. Whoever is not in it has left.").check()
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": text.encode()}
    office.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    office.press("Show what would change")
    office.heading(heading)


def send_ties(office: Visitor, *rows: str) -> None:
    """The same for a list of families."""
    text = TIES + "".join(f"{row}\n" for row in rows)
    send(office, text, kind=FAMILIES, heading="Letters that this list asks for")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_list_is_sent_looked_at_and_taken_over(
    school: School, visit: Callable[..., Visitor], *, script: bool
) -> None:
    office = visit(school, script=script).become("doyle")
    name = "Zadie Moon" if script else "Yasmin Sunderland"
    send(office, f"{HEADER},{name.replace(' ', ',')},Oak\n")
    office.sees(name)
    office.press("Yes, change the roll")
    office.heading("Lists of children, staff and families")
    office.sees("Done: 1 new, 0 changed, 0 left.")


def test_each_page_of_a_list_is_without_fault(
    school: School, visit: Callable[..., Visitor]
) -> None:
    office = visit(school).become("doyle")
    office.go("/office/roll")
    office.page.get_by_label("Staff", exact=True).check()
    office.press("Show what would change")
    office.sees("Please choose a file.")
    faults = [f"empty {one}" for one in looking.faults(office.page)]
    send(office, f"{HEADER},,Moon,Oak\n,=1,Moon,Oak\n")
    faults += [f"wrong {one}" for one in looking.faults(office.page)]
    send(office, f"{HEADER},Amina,Rahman,Rowan\n,Xenia,Moon,Larch Year 1\n", whole=True)
    office.sees("Is this the same child?")
    faults += [f"asked {one}" for one in looking.faults(office.page)]
    office.page.get_by_label("The same as Amina Rahman").check()
    office.press("Keep these answers")
    office.sees("More than a quarter would leave")
    office.press("Yes, change the roll")
    office.sees("Type the number of those who leave.")
    faults += [f"held {one}" for one in looking.faults(office.page)]
    office.press("Drop this list")
    office.sees("Nothing was changed. The list is gone.")
    faults += [f"dropped {one}" for one in looking.faults(office.page)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_list_of_families_becomes_letters_to_print(
    school: School, visit: Callable[..., Visitor], *, script: bool
) -> None:
    office = visit(school, script=script).become("doyle")
    called = "Khala Noor" if script else "Khala Zara"
    send_ties(office, f"Amina,Oak,{called},{called}'s home,French", f"Chloe,Rowan,{called},Hers,")
    office.sees(called)
    office.press("Yes, make the letters")
    office.heading("Letters to print")
    while not script and "2 of 2 letters are made." not in office.page.content():
        office.page.wait_for_timeout(500)
        office.go("/paper/runs")
    office.sees("2 of 2 letters are made.")
    office.press("Oak")
    office.heading("Letters for Oak")
    with office.page.expect_download() as fetched:
        office.press("Get the PDF")
    assert fetched.value.suggested_filename == "letters.pdf"
    office.press("I have it on paper")
    office.heading("Letters to print")
    office.press("Rowan")
    office.press("I have it on paper")
    office.heading("Families")


def test_each_page_of_a_list_of_families_is_without_fault(
    school: School, visit: Callable[..., Visitor]
) -> None:
    office = visit(school).become("doyle")
    send_ties(office, "Amina,Oak,,Home,", "Amina,Oak,=1,Home,", "Amina,Oak,Khala,Home,Klingon")
    office.sees("3 rows do not fit.")
    faults = [f"wrong {one}" for one in looking.faults(office.page)]
    many = [f"Amina,Oak,Auntie {nth},Home {nth},Polish" for nth in range(8)]
    send_ties(office, *many, "Amina,Oak,Mum,Mum's home (Rahman),", "Amina,Oak,Dad,Mill Lane,")
    for words in ("already here", "not in this file, stays", "More than eight adults"):
        office.sees(words)
    faults += [f"held {one}" for one in looking.faults(office.page)]
    office.press("Yes, make the letters")
    office.sees("Type the number of letters.")
    faults += [f"refused {one}" for one in looking.faults(office.page)]
    office.press("Drop this list")
    office.go("/paper/runs")
    faults += [f"runs {one}" for one in looking.faults(office.page)]
    office.go("/families")
    faults += [f"families {one}" for one in looking.faults(office.page)]
    assert not faults, "\n".join(faults)


def test_keeping_somebody_from_a_child(school: School, visit: Callable[..., Visitor]) -> None:
    office = visit(school).become("doyle")
    office.go("/office/restrictions")
    office.open_details("Rowan")
    office.press("Chloe Bennett")
    office.heading("Kept from Chloe Bennett")
    office.page.get_by_label("Why?").fill("A word from the court.")
    office.page.get_by_label("Who is kept away?").select_option(index=1)
    office.press("Keep them away")
    office.sees("A word from the court.")
    faults = [f"kept {one}" for one in looking.faults(office.page)]
    office.open_details("Change")
    office.press("End this restriction")
    office.sees("Nobody is kept from Chloe.")
    lead = visit(school).become("lawson")
    lead.go("/office/restrictions")
    lead.sees("Court order")
    faults += [f"lead {one}" for one in looking.faults(lead.page)]
    assert not faults, "\n".join(faults)


def test_looking_at_a_new_school_year(school: School, visit: Callable[..., Visitor]) -> None:
    office = visit(school, script=False).become("doyle")
    office.go("/office/year")
    last = office.page.get_by_role("group", name="Rowan")
    last.get_by_label("They leave the school").check()
    office.press("Show what would happen")
    office.sees("Rowan: they leave")
    office.sees("Oak becomes Oak")
    again = visit(school).become("doyle")
    again.go("/office/year")
    again.page.locator("fieldset").first.get_by_label("Then the class is called").fill("")
    again.press("Show what would happen")
    again.sees("Acorn: Please type the name of the class.")
    faults = [f"wrong {one}" for one in looking.faults(again.page)]
    again.page.locator("fieldset").first.get_by_label("Then the class is called").fill("Acorn")
    again.press("Show what would happen")
    again.sees("Acorn becomes Acorn")
    faults += [f"preview {one}" for one in looking.faults(again.page)]
    assert not faults, "\n".join(faults)
