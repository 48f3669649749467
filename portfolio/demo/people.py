# ruff: noqa: E501 -- rows of a table read best whole
"""Everybody in the demonstration school: who they are, who belongs to whom, who is in which class.

Invented people, as data; nothing here is loaded by importing it. A face is a code of `web/faces.py`. The first rows are
those whose story a visitor follows; the page of people keeps this order.
"""

from __future__ import annotations

from portfolio.demo.story import Group, Member, Person, Restriction, Tie

SCHOOL = "Bramble Hill School"

GROUPS = (
    Group("acorn", "Acorn", "class", "early", "everything"),
    Group("oak", "Oak", "class", "middle", "everything"),
    Group("rowan", "Rowan", "class", "older", "beyond_family"),
    Group("gardening", "Gardening Club", "club", "middle", "everything"),
    Group("willow", "Willow (last year)", "class", "middle", "everything"),
)

THIS_YEAR = 100
"""Days since the classes of this year began."""
LAST_YEAR = (465, 135)
"""Days since the classes of last year began, and ended."""

#: key | first name | surname | what children call them | duty | face | line
STAFF = """
okafor | Ifeoma | Okafor | Miss Okafor | | s5h12c0p1k5w0a1m1 | Teaches Oak (Year 3). Looks first at everything Oak puts up.
whittaker | Joe | Whittaker | Mr Whittaker | | s0h1c4p5k0w3a1m0 | Teaches Acorn (Reception). Writes down what his children say.
sandhu | Harpreet | Sandhu | Mr Sandhu | | s3h9c4p2k7w3a1m0 | Teaches Rowan (Year 8). Reads what goes beyond family, and nothing else.
haddad | Nour | Haddad | Ms Haddad | | s2h8c5p3k2w0a1m0 | Teaches science in Oak and Rowan, and runs Gardening Club.
doyle | Bernadette | Doyle | Mrs Doyle | office | s0h7c6p4k3w1a1m0 | In the office. Keeps the roll and the links; sees no child's work.
lawson | Diane | Lawson | Mrs Lawson | safeguarding | s4h5c1p6k1w1a1m0 | Deputy head and safety lead. Teaches nobody, and sees nothing by default.
pemberton | Alan | Pemberton | Mr Pemberton | | s0h6c6p0k6w1a1m0 | Taught Oak's children last year. Sees nothing of theirs now.
"""

#: key | first name | surname | class | paper | face | line
PUPILS = """
amina | Amina | Rahman | oak | moss | s3h3c0p3k0w0a0m0 | Year 3. Has a cat called Mishti, a gran in Lahore and a big brother in Rowan.
ben | Ben | Hughes | oak | butter | s0h1c4p0k2w7a0m1 | Year 3. Amina's friend. Football, tall towers and Welsh from Taid.
yusuf | Yusuf | Rahman | rowan | night | s3h5c0p4k7w1a0m2 | Year 8. Amina's brother. Shows Dad a lot and his teacher only what he means to.
poppy | Poppy | Hughes | acorn | coral | s0h7c4p1k3w6a0m1 | Reception. Ben's little sister.
zofia | Zofia | Kowalska | oak | lilac | s1h11c5p4k1w0a0m0 | Year 3. Cooks with Babcia over the phone.
tobi | Tobi | Adeyemi | oak | sky | s5h0c0p1k4w0a0m1 | Year 3. Hears a pattern in everything.
isla | Isla | MacLeod | oak | coral | s0h13c3p5k5w7a0m0 | Year 3. Lives with Mum in the week and with Dad at weekends.
mei | Mei | Chen | oak | mint | s1h2c0p3k3w0a0m0 | Year 3. Visited her grandad in Beijing.
ibrahim | Ibrahim | Suleiman | oak | butter | s4h0c0p2k2w0a0m1 | Year 3. Speaks Somali at home and likes a riddle.
rosie | Rosie | Carter | oak | lilac | s0h10c2p0k1w2a0m1 | Year 3. Signs with her hands, and so do both her mums.
dylan | Dylan | Price | oak | moss | s1h1c2p2k0w8a0m0 | Year 3. Lives with Grandad and Nan, and with their allotment.
leila | Leila | Karimi | oak | sky | s2h2c1p4k6w1a0m0 | Year 3. Wants to know about planets.
jayden | Jayden | Campbell | oak | stone | s4h12c0p5k4w0a0m2 | Year 3. Mends bikes with his dad.
callum | Callum | Reid | oak | sky | s0h0c4p6k2w0a0m0 | Was in Oak, and moved to another school. What he made is shown to nobody here now.
arjun | Arjun | Patel | acorn | butter | s3h0c0p1k6w0a0m1 | Reception. Likes to say what the weather is.
ellis | Ellis | Brown | acorn | sky | s4h4c0p0k4w0a0m0 | Reception. Lives with Mum and Gran, and has a room at Dad's.
maryam | Maryam | Aziz | acorn | mint | s2h13c1p3k5w0a0m0 | Reception. Has two languages and one very small garden.
oscar | Oscar | Finch | acorn | moss | s0h0c5p5k2w1a0m0 | Reception. Counts things that crawl.
teddy | Teddy | Walsh | acorn | coral | s0h5c3p2k3w0a0m1 | Reception. Lives with Daddy and Papa.
grace | Grace | Mensah | acorn | lilac | s5h3c0p4k1w0a0m1 | Reception. Rings her grandma in Accra on Sundays.
luca | Luca | Rossi | acorn | butter | s1h5c1p1k0w0a0m0 | Reception. Wants to take the bus to Bologna.
nia | Nia | Evans | acorn | sky | s3h4c1p3k4w6a0m0 | Reception. Made a hand that is bigger than it was.
sami | Sami | Yilmaz | acorn | night | s2h1c1p0k7w0a0m2 | Reception. Calls his mum Anne, which is Turkish for Mum.
freya | Freya | Thompson | acorn | mint | s0h11c5p5k6w7a0m0 | Reception. Races snails.
chloe | Chloe | Bennett | rowan | coral | s0h2c2p3k1w0a0m0 | Year 8. Prints in lino, cooks with her stepdad.
kwame | Kwame | Boateng | rowan | stone | s5h0c0p2k5w1a0m0 | Year 8. Builds circuits. Learns bass from his uncle.
priya | Priya | Nair | rowan | lilac | s3h11c0p4k3w0a0m0 | Year 8. Writes to her grandmother in Kochi.
finn | Finn | O'Brien | rowan | moss | s0h5c3p0k0w7a0m2 | Year 8. Two homes, two bikes.
hannah | Hannah | Cohen | rowan | butter | s1h13c1p1k2w1a0m0 | Year 8. Finds the maths in bread.
theo | Theo | Papadakis | rowan | sky | s1h1c1p5k6w0a0m1 | Year 8. Collects other people's stories.
aaliyah | Aaliyah | Grant | rowan | night | s4h12c1p3k4w0a0m0 | Year 8. Writes poems and shows them to Nan.
marek | Marek | Novák | rowan | mint | s1h0c2p6k7w0a0m0 | Year 8. Lays bricks with his dad on Saturdays.
scarlett | Scarlett | Dawson | rowan | coral | s0h7c5p2k3w0a0m2 | Year 8. Keeps a sourdough as a pet.
daniyal | Daniyal | Khan | rowan | stone | s2h1c0p0k2w0a0m1 | Year 8. Cricket, in numbers.
"""

#: key | first name | surname | face | line
FAMILY = """
amina-mum | Saima | Rahman | s3h8c1p5k1w0a1m0 | Mum to Amina and Yusuf. Sees what each of them shares with family.
amina-gran | Nasreen | Rahman | s3h10c7p4k3w1a2m0 | Gran, in Lahore. Sees what Amina shares with family, and answers.
amina-dad | Tariq | Rahman | s3h0c0p2k2w3a1m0 | Dad to Amina and Yusuf, in a home of his own. Never sees Mum's comments.
ben-mum | Carys | Hughes | s0h13c4p1k5w0a1m1 | Mum to Ben in Oak and Poppy in Acorn.
ben-dad | Gareth | Hughes | s0h0c2p0k7w3a1m0 | Dad to Ben and Poppy, in the same home as Mum.
ben-taid | Emrys | Hughes | s0h6c7p6k0w4a2m0 | Taid (grandad), in Bala. Sees what Ben and Poppy share with family.
zofia-mama | Agnieszka | Kowalska | s1h7c5p3k1w0a1m0 | Zofia's mama.
zofia-babcia | Halina | Kowalska | s1h10c6p1k6w0a2m1 | Babcia (gran), in Gdańsk. Sees what Zofia shares with family or with her.
tobi-mum | Folake | Adeyemi | s5h5c0p4k4w0a1m1 | Tobi's mum.
tobi-auntie | Funke | Adeyemi | s5h8c3p5k3w0a1m0 | Tobi's auntie, two streets away.
isla-mum | Fiona | MacLeod | s0h13c3p0k5w0a1m0 | Isla's mum. Shares a child with Dad, and no comments.
isla-dad | Ross | MacLeod | s0h0c3p2k6w3a1m0 | Isla's dad, in a home of his own.
isla-craig | Craig | Baird | s0h1c1p6k7w0a1m0 | Isla's mum's former partner. His tie has ended, and he sees nothing.
mei-mama | Lin | Chen | s1h2c0p1k5w0a1m0 | Mei's mama.
mei-baba | Wei | Chen | s1h0c0p6k2w1a1m0 | Mei's baba.
mei-yeye | Guoqiang | Chen | s1h6c7p3k7w1a2m0 | Ye Ye (grandad), in Beijing. Comments are short and much awaited.
ibrahim-hooyo | Hodan | Suleiman | s4h8c4p2k5w0a1m0 | Ibrahim's hooyo (mum). Sees what is shared with family or with her.
ibrahim-aabo | Abdi | Suleiman | s4h0c0p4k0w3a1m0 | Ibrahim's aabo (dad).
rosie-mum | Jo | Carter | s0h0c5p5k4w2a1m1 | Rosie's mum. Signs.
rosie-mama | Beth | Carter | s0h10c2p0k1w1a1m0 | Rosie's mama. Signs too.
dylan-grandad | Ray | Price | s1h6c6p2k0w8a2m0 | Dylan's grandad. Dylan lives with him and Nan.
dylan-nan | Maureen | Price | s1h5c7p3k3w1a2m0 | Dylan's nan.
leila-maman | Shirin | Karimi | s2h13c1p4k6w0a1m0 | Leila's maman.
leila-baba | Omid | Karimi | s2h0c1p5k7w4a1m0 | Leila's baba.
jayden-dad | Marlon | Campbell | s4h12c0p1k4w3a1m0 | Jayden's dad. Oil on his hands, phone in his pocket.
jayden-nan | Yvonne | Campbell | s4h5c6p0k1w1a2m1 | Jayden's nan.
callum-mum | Lynne | Reid | s0h7c4p6k2w0a1m0 | Mum to Callum, who has left. Sees nothing here any more.
arjun-mummy | Bhavna | Patel | s3h2c0p3k3w0a1m0 | Arjun's mummy. Lives with Daddy and Dadi.
arjun-daddy | Nilesh | Patel | s3h0c0p1k2w1a1m0 | Arjun's daddy.
arjun-dadi | Kusum | Patel | s3h10c6p4k5w1a2m0 | Dadi (gran), in the same home as Arjun.
ellis-mum | Tanya | Brown | s4h12c1p5k4w0a1m0 | Ellis's mum. Shares a home, and comments, with Gran.
ellis-gran | Pearl | Brown | s4h5c6p2k1w1a2m1 | Ellis's gran, in the same home as Mum.
ellis-dad | Leroy | Sinclair | s5h0c0p0k6w3a1m0 | Ellis's dad, in a home of his own.
maryam-mama | Huda | Aziz | s2h8c2p1k3w0a1m0 | Maryam's mama.
maryam-baba | Khalid | Aziz | s2h0c0p3k7w3a1m0 | Maryam's baba.
oscar-mummy | Emma | Finch | s0h7c5p5k5w0a1m0 | Oscar's mummy.
oscar-father | Neil | Finch | s0h0c2p6k2w1a1m0 | Oscar's father. His tie stands, and so does a restriction by the office: he sees nothing.
teddy-daddy | Patrick | Walsh | s0h5c3p2k0w3a1m0 | Teddy's daddy.
teddy-papa | Andre | Walsh | s4h6c0p1k1w0a1m1 | Teddy's papa.
grace-mum | Adwoa | Mensah | s5h11c0p3k4w0a1m0 | Grace's mum.
grace-grandma | Esther | Mensah | s5h8c1p0k6w0a2m1 | Grandma, in Accra. Sees what Grace shares with family or with her.
luca-mamma | Giulia | Rossi | s1h13c1p4k3w0a1m0 | Luca's mamma.
luca-nonna | Carla | Rossi | s1h5c7p1k0w1a2m0 | Nonna (gran), in Bologna. Luca sent her a coffee.
nia-mum | Megan | Evans | s1h13c3p2k5w0a1m1 | Nia's mum.
sami-anne | Elif | Yilmaz | s2h7c1p5k6w0a1m0 | Sami's mum, called Anne.
sami-baba | Emre | Yilmaz | s2h0c0p0k2w3a1m0 | Sami's baba.
freya-mum | Kate | Thompson | s0h2c5p4k1w0a1m0 | Freya's mum.
freya-dad | Sam | Thompson | s0h1c2p2k4w1a1m1 | Freya's dad.
chloe-mum | Sarah | Bennett | s0h7c2p3k5w0a1m0 | Chloe's mum.
chloe-steve | Steve | Marsh | s0h6c1p1k6w3a1m0 | Steve, Chloe's stepdad. Head of chopping.
kwame-mum | Abena | Boateng | s5h4c0p4k3w0a1m0 | Kwame's mum.
kwame-uncle | Kofi | Boateng | s5h12c0p2k4w1a1m1 | Uncle Kofi, Kwame's bass teacher, in a home of his own.
priya-amma | Lakshmi | Nair | s3h10c0p5k3w0a1m0 | Priya's amma.
priya-achan | Suresh | Nair | s3h0c0p0k7w4a1m0 | Priya's achan (dad).
priya-ammamma | Saraswathi | Nair | s3h10c7p1k0w1a2m0 | Ammamma (gran), in Kochi. Sees what Priya shows her by name.
finn-mum | Aoife | Kelly | s0h2c3p2k0w7a1m0 | Finn's mum. Has one of the two bikes.
finn-dad | Declan | O'Brien | s0h1c4p6k2w3a1m0 | Finn's dad. Has the other bike.
hannah-mum | Ruth | Cohen | s1h5c1p3k5w1a1m0 | Hannah's mum.
hannah-bubbe | Miriam | Cohen | s1h7c7p4k1w1a2m1 | Bubbe (gran), round the corner.
theo-mum | Eleni | Papadakis | s1h13c0p0k6w0a1m0 | Theo's mum.
theo-yiayia | Sofia | Papadakis | s1h10c6p5k7w0a2m0 | Yiayia (gran), on Crete.
aaliyah-mum | Shanice | Grant | s4h11c0p1k3w0a1m0 | Aaliyah's mum.
aaliyah-nan | Winsome | Grant | s4h5c6p2k4w1a2m1 | Aaliyah's nan, who gets the poems.
marek-mama | Jana | Nováková | s1h2c2p3k5w0a1m0 | Marek's máma.
marek-tata | Petr | Novák | s1h6c2p0k6w4a1m0 | Marek's táta. A bricklayer.
scarlett-mum | Hayley | Dawson | s0h10c5p4k2w0a1m1 | Scarlett's mum.
daniyal-ammi | Rabia | Khan | s2h8c6p5k3w0a1m0 | Daniyal's ammi.
daniyal-abbu | Imran | Khan | s2h0c0p1k0w3a1m0 | Daniyal's abbu. Bowls in the hall.
"""

#: pupil | adult | what the child calls them | household
TIES_TABLE = """
amina | amina-mum | Mum | rahman
amina | amina-gran | Gran | lahore
amina | amina-dad | Dad | rahman-dad
yusuf | amina-mum | Mum | rahman
yusuf | amina-gran | Gran | lahore
yusuf | amina-dad | Dad | rahman-dad
ben | ben-mum | Mum | hughes
ben | ben-dad | Dad | hughes
ben | ben-taid | Taid | bala
poppy | ben-mum | Mummy | hughes
poppy | ben-dad | Daddy | hughes
poppy | ben-taid | Taid | bala
zofia | zofia-mama | Mama | kowalska
zofia | zofia-babcia | Babcia | gdansk
tobi | tobi-mum | Mum | adeyemi
tobi | tobi-auntie | Auntie Funke | funke
isla | isla-mum | Mum | macleod
isla | isla-dad | Dad | macleod-dad
mei | mei-mama | Mama | chen
mei | mei-baba | Baba | chen
mei | mei-yeye | Ye Ye | beijing
ibrahim | ibrahim-hooyo | Hooyo | suleiman
ibrahim | ibrahim-aabo | Aabo | suleiman
rosie | rosie-mum | Mum | carter
rosie | rosie-mama | Mama | carter
dylan | dylan-grandad | Grandad | price
dylan | dylan-nan | Nan | price
leila | leila-maman | Maman | karimi
leila | leila-baba | Baba | karimi
jayden | jayden-dad | Dad | campbell
jayden | jayden-nan | Nan | campbell-nan
callum | callum-mum | Mum | reid
arjun | arjun-mummy | Mummy | patel
arjun | arjun-daddy | Daddy | patel
arjun | arjun-dadi | Dadi | patel
ellis | ellis-mum | Mum | brown
ellis | ellis-gran | Gran | brown
ellis | ellis-dad | Dad | sinclair
maryam | maryam-mama | Mama | aziz
maryam | maryam-baba | Baba | aziz
oscar | oscar-mummy | Mummy | finch
oscar | oscar-father | Daddy | finch-father
teddy | teddy-daddy | Daddy | walsh
teddy | teddy-papa | Papa | walsh
grace | grace-mum | Mum | mensah
grace | grace-grandma | Grandma | accra
luca | luca-mamma | Mamma | rossi
luca | luca-nonna | Nonna | bologna
nia | nia-mum | Mum | evans
sami | sami-anne | Anne | yilmaz
sami | sami-baba | Baba | yilmaz
freya | freya-mum | Mum | thompson
freya | freya-dad | Dad | thompson
chloe | chloe-mum | Mum | bennett
chloe | chloe-steve | Steve | bennett
kwame | kwame-mum | Mum | boateng
kwame | kwame-uncle | Uncle Kofi | kofi
priya | priya-amma | Amma | nair
priya | priya-achan | Achan | nair
priya | priya-ammamma | Ammamma | kochi
finn | finn-mum | Mum | kelly
finn | finn-dad | Dad | obrien
hannah | hannah-mum | Mum | cohen
hannah | hannah-bubbe | Bubbe | cohen-bubbe
theo | theo-mum | Mum | papadakis
theo | theo-yiayia | Yiayia | crete
aaliyah | aaliyah-mum | Mum | grant
aaliyah | aaliyah-nan | Nan | grant
marek | marek-mama | Máma | novak
marek | marek-tata | Táta | novak
scarlett | scarlett-mum | Mum | dawson
daniyal | daniyal-ammi | Ammi | khan
daniyal | daniyal-abbu | Abbu | khan
"""

#: Names for the office where "the <surname> home" would not do.
HOUSEHOLD_NAMES = {
    "rahman": "Mum's home (Rahman)",
    "rahman-dad": "Dad's home (Rahman)",
    "macleod": "Mum's home (MacLeod)",
    "macleod-dad": "Dad's home (MacLeod)",
    "brown": "Mum and Gran's home (Brown)",
    "sinclair": "Dad's home (Sinclair)",
    "finch-father": "Father's home (Finch)",
    "kelly": "Mum's home (Kelly)",
    "obrien": "Dad's home (O'Brien)",
    "baird": "Baird",
    "lahore": "Gran's home, Lahore",
    "bala": "Taid's home, Bala",
    "gdansk": "Babcia's home, Gdańsk",
    "beijing": "Ye Ye's home, Beijing",
    "accra": "Grandma's home, Accra",
    "bologna": "Nonna's home, Bologna",
    "kochi": "Ammamma's home, Kochi",
    "crete": "Yiayia's home, Crete",
    "funke": "Auntie Funke's home",
    "kofi": "Uncle Kofi's home",
    "campbell-nan": "Nan's home (Campbell)",
    "cohen-bubbe": "Bubbe's home (Cohen)",
}

GARDENERS = ("dylan", "amina", "mei", "tobi", "rosie")

WITHOUT_MAIL = frozenset({"ben-taid", "dylan-grandad", "ellis-gran", "theo-yiayia", "arjun-dadi"})
"""Family who come in by a printed card and have given no address."""

LEFT = {"callum": 30}
"""Who has left, and how many days ago."""


def _rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.split("|")] for row in table.strip().splitlines()]


def _mail(key: str) -> str:
    return "" if key in WITHOUT_MAIL else f"{key}@bramble-hill.example"


def _staff() -> list[Person]:
    return [
        Person(key, "staff", first, surname, face, line, called=called, duty=duty, email=_mail(key))
        for key, first, surname, called, duty, face, line in _rows(STAFF)
    ]


def _pupils() -> list[Person]:
    return [
        Person(key, "pupil", first, surname, face, line, paper=paper, left_days_ago=LEFT.get(key))
        for key, first, surname, _, paper, face, line in _rows(PUPILS)
    ]


def _family() -> list[Person]:
    return [
        Person(key, "family", first, surname, face, line, email=_mail(key))
        for key, first, surname, face, line in _rows(FAMILY)
    ]


def _members() -> list[Member]:
    pupils = [Member(row[0], row[3], "pupil", THIS_YEAR, LEFT.get(row[0])) for row in _rows(PUPILS)]
    before = [
        Member(row[0], "willow", "pupil", *LAST_YEAR) for row in _rows(PUPILS) if row[3] == "oak"
    ]
    return [
        *pupils,
        *before,
        *(Member(key, "gardening", "pupil", 80) for key in GARDENERS),
        *TEACHING,
    ]


TEACHING = (
    Member("okafor", "oak", "teacher", THIS_YEAR),
    Member("whittaker", "acorn", "teacher", THIS_YEAR),
    Member("sandhu", "rowan", "teacher", THIS_YEAR),
    Member("haddad", "oak", "teacher", THIS_YEAR),
    Member("haddad", "rowan", "teacher", THIS_YEAR),
    Member("haddad", "gardening", "teacher", 80),
    Member("pemberton", "willow", "teacher", *LAST_YEAR),
)

PEOPLE = {person.key: person for person in (*_pupils(), *_family(), *_staff())}
"""Everybody by key."""

MEMBERS = tuple(_members())

TIES = (
    *(Tie(pupil, adult, called, home) for pupil, adult, called, home in _rows(TIES_TABLE)),
    Tie("isla", "isla-craig", "Craig", "baird", ended_days_ago=50),
)

RESTRICTIONS = (
    Restriction(
        "oscar-father", "oscar", 60, "Court order, copy in the office file. Ask Mrs Doyle."
    ),
)
