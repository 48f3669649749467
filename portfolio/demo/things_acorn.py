# ruff: noqa: E501 -- a child's words read best whole
"""What Acorn (Reception) made. The youngest say their words and a grown-up writes them down. Data only."""

from __future__ import annotations

from portfolio.demo.story import Newer, Picture, Says, State, Thing

THINGS = (
    Thing(
        "poppy-house", "poppy", "home", 8, "coral", State.UP,
        words="<p>This is my house and we are all outside because it is sunny. The dog is Taid's. He is only visiting.</p>",
        pictures=(Picture("drawn/house", "A crayon house with a red roof. Two people and a child stand by it, and a brown dog."),),
        shares=("family",),
    ),
    Thing(
        "poppy-dog", "poppy", "home", 16, "sky", State.KEPT,
        words="<p>Cadi is Taid's dog. She can only speak Welsh.</p>",
    ),
    Thing(
        "poppy-butterfly", "poppy", "school", 22, "mint", State.UP,
        title="It was in there",
        words="<p>First it is eggs. Then it is hungry. Then it goes in a sleeping bag and when it gets out it is not a caterpillar any more.</p>",
        pictures=(Picture("drawn/butterfly", "Paper eggs, a caterpillar, a chrysalis and a butterfly, with arrows in a ring."),),
        shares=("family", "class"),
    ),
    Thing(
        "poppy-for-taid", "poppy", "home", 3, "lilac", State.UP,
        title="For Taid's fridge",
        words="<p>These are for your fridge. The big one goes in the middle.</p>",
        pictures=(
            Picture("drawn/flower", "A very tall flower with pink and purple petals."),
            Picture("drawn/cat-goodnight", "The big face of an orange cat with round yellow eyes, and a moon."),
            Picture("drawn/fish", "A yellow fish with stripes of four colours, blowing bubbles."),
        ),
        shares=("person:ben-taid",),
    ),
    Thing(
        "poppy-wobbly", "poppy", "home", 1, "butter", State.DRAFT,
        words="<p>I have a wobbly</p>",
    ),
    Thing(
        "arjun-weather", "arjun", "school", 12, "butter", State.UP,
        title="I am the weather man",
        words="<p>Monday sun. Tuesday cloud. Wednesday both. Thursday my socks got wet. Friday it was windy and my hat ran away.</p>",
        pictures=(Picture("drawn/weather", "Five paper squares for the days of the week with sun, cloud, rain and wind."),),
        shares=("class", "screen"),
    ),
    Thing(
        "arjun-roti", "arjun", "home", 6, "moss", State.UP,
        title="Dadi makes circles",
        words="<p>Dadi makes rotis round. I made one like a dinosaur. It puffed up and Daddy ate it.</p>",
        shares=("family", "class_families"),
    ),
    Thing(
        "arjun-bath", "arjun", "home", 25, "sky", State.UP,
        words="<p>I counted to ten in Gujarati in the bath and my toes did it too.</p>",
        shares=("person:arjun-dadi",),
    ),
    Thing(
        "ellis-puddle", "ellis", "elsewhere", 5, "sky", State.UP,
        title="A very deep one",
        words="<p>I jumped in and it went in my boot. I could see the sky in it and then I broke it.</p>",
        shares=("family",),
    ),
    Thing(
        "ellis-train", "ellis", "elsewhere", 18, "stone", State.UP,
        words="<p>Me and Dad saw two trains. One was asleep. The driver did a toot and it was for me.</p>",
        shares=("person:ellis-dad",),
    ),
    Thing(
        "ellis-castle", "ellis", "school", 3, "butter", State.SENT_BACK,
        title="My castle",
        words="<p>It has a door for me and no door for baddies.</p>",
        pictures=(Picture("drawn/castle", "A paper castle with two blue towers, red flags and a brown door that says me."),),
        shares=("class", "screen"),
        note="What a clever door! Can you tell me who lives in it? Come and tell me and I will write it down.",
    ),
    Thing(
        "maryam-pattern", "maryam", "home", 14, "mint", State.UP,
        title="Stars on the floor",
        words="<p>We have a mat with stars. I copied them with paper. They all hold hands.</p>",
        pictures=(Picture("drawn/paper-stars", "Six paper stars with eight points, touching, each with a thin star cut out of its middle."),),
        shares=("family",),
    ),
    Thing(
        "maryam-garden", "maryam", "school", 2, "moss", State.WAITING,
        words="<p>I put a seed in and told it a story. Tomorrow I will tell it the end.</p>",
        shares=("family", "screen"),
    ),
    Thing(
        "oscar-ladybirds", "oscar", "school", 11, "moss", State.UP,
        title="One two three four five",
        words="<p>This one has one spot and this one has five. They are not birds. I checked.</p>",
        pictures=(Picture("drawn/ladybirds", "Five red paper ladybirds on a big green leaf. They have one, two, three, four and five spots."),),
        shares=("family", "class"),
    ),
    Thing(
        "oscar-egg", "oscar", "home", 1, "butter", State.WAITING,
        words="<p>I did the egg by myself with Mummy. When it is hard it spins. When it is runny it wobbles.</p>",
        shares=("person:oscar-mummy",),
    ),
    Thing(
        "teddy-rainbow", "teddy", "school", 20, "sky", State.UP,
        title="Half rain, half sun",
        words="<p>You need rain on this side and sun on that side. If you walk to the end it moves. It is shy.</p>",
        pictures=(Picture("drawn/rainbow", "A big painted rainbow between two clouds, with rain drops on the left."),),
        shares=("screen", "class_families"),
    ),
    Thing(
        "teddy-pancake", "teddy", "home", 9, "coral", State.UP,
        words="<p>Papa flipped it and it landed on the cooker. Daddy said that was the cooker's turn.</p>",
        shares=("family",),
    ),
    Thing(
        "grace-call", "grace", "home", 7, "lilac", State.UP,
        title="It is still hot there",
        words="<p>Grandma was eating a mango and I was wearing my coat. She held the mango up so I could smell it but the phone does not do that.</p>",
        shares=("person:grace-grandma",),
    ),
    Thing(
        "grace-beads", "grace", "home", 37, "coral", State.DELETED,
        words="<p>I have 24 beads in my hair. Mum did 12 and 12. When I shake they talk.</p>",
        shares=("family", "class", "screen"),
    ),
    Thing(
        "luca-bus", "luca", "school", 15, "coral", State.UP,
        title="The bus to Nonna",
        words="<p>This bus goes to Bologna. All my friends are on it. You have to go upstairs to see the sea.</p>",
        pictures=(Picture("drawn/bus", "A red crayon bus with a face in every window. It says: to Nonna."),),
        shares=("family", "class"),
    ),
    Thing(
        "luca-coffee", "luca", "home", 10, "stone", State.UP_AND_WAITING,
        words="<p>I made Nonna a coffee. It is a photo so it will not spill.</p>",
        pictures=(Picture("photo/coffee-cup", "A red cup of coffee on a red saucer, with a spoon."),),
        shares=("person:luca-nonna",),
        newer=Newer("<p>I made Nonna a coffee. It is a photo so it will not spill. It is a little bit cold now.</p>"),
    ),
    Thing(
        "nia-hand", "nia", "school", 32, "butter", State.UP,
        title="My big hand",
        words="<p>I pushed my hand in the dough. It got hard and now it waves all the time. My hand is smaller than it. Mr Whittaker says dough grows but I think I shrunk.</p>",
        pictures=(Picture("drawn/hand", "A pink hand print in a round of salt dough on a red checked cloth. It says Nia."),),
        shares=("family", "teachers"),
    ),
    Thing(
        "nia-hat", "nia", "home", 44, "sky", State.TAKEN_DOWN,
        words="<p>I made a rain hat from a bag. It is a hat for going to the bins.</p>",
        shares=("class_families", "screen", "teachers"),
    ),
    Thing(
        "sami-astronaut", "sami", "school", 13, "night", State.UP,
        title="She has been to space",
        words="<p>I want her job. She has a round hat for her head and her gloves are stuck on so they do not get lost like mine.</p>",
        pictures=(Picture("photo/astronaut", "A smiling astronaut in an orange space suit, with a flag behind her."),),
        shares=("class", "teachers"),
    ),
    Thing(
        "sami-borek", "sami", "home", 2, "butter", State.DRAFT,
        words="<p>Anne folds it like a letter and cheese is the</p>",
    ),
    Thing(
        "sami-luca-picnic", "sami", "school", 26, "moss", State.UP,
        words="<p>Me and Luca had a picnic with nothing in it. It was nice.</p>",
        pictures=(Picture("drawn/picnic", "A crayon drawing of two children, a checked cloth with nothing on it, and a basket."),),
        shares=("family",),
        pictured=(Says("luca", "no"),),
    ),
    Thing(
        "freya-kite", "freya", "elsewhere", 4, "mint", State.SENT_BACK,
        title="Up",
        words="<p>My kite went up. I let go. It is somewhere else now.</p>",
        shares=("teachers", "person:freya-dad"),
        note="I want to know what happened next! Shall we write down where you think it went?",
    ),
    Thing(
        "freya-snails", "freya", "home", 21, "moss", State.KEPT,
        title="The race",
        words="<p>Three snails had a race. One went up the wall so it won a different race.</p>",
    ),
)  # fmt: skip
