# ruff: noqa: E501 -- what people say reads best whole
"""What was said about the demonstration school's things, by families, teachers, classmates and the children themselves.

By the thing's key, oldest first. Data only: whether a comment is up, waits, went back or was hidden is written here.
"""

from __future__ import annotations

from portfolio.demo import talk_amina
from portfolio.demo.story import Said

OAK: dict[str, tuple[Said, ...]] = {
    "zofia-pierogi": (
        Said("zofia-babcia", "43! I noticed that you pinched from the middle out, as I do."),
        Said("zofia", "Three burst but we ate them first so nobody knows.", reply_to=0),
        Said("zofia-mama", "Tell me about the glass. Why that one?"),
        Said("zofia", "It has the sharpest edge and a duck on.", reply_to=2),
    ),
    "zofia-dahlia": (
        Said(
            "haddad",
            "I wonder how many spirals go the other way. Try a sunflower too, if you meet one.",
        ),
        Said("mei", "I noticed it is like a firework that stopped."),
        Said("zofia", "I like that more than what I wrote.", reply_to=1),
        Said("zofia-babcia", "It makes me think of Dziadek's garden. He grew that same orange."),
    ),
    "tobi-threes": (
        Said(
            "okafor",
            "I wonder if the sevens will surprise you. Tell me before and after you draw them.",
        ),
        Said("tobi", "Before: I think it is the same star.", reply_to=0),
        Said("leila", "I noticed the fours only use even numbers."),
        Said("tobi", "That is because four is even so it can never land on odd.", reply_to=2),
    ),
    "tobi-drum": (
        Said(
            "tobi-auntie",
            "It makes me think that my own name must sound like yours, for here I am.",
        ),
        Said("tobi-mum", "I noticed you kept very still to listen before you hit it."),
        Said("tobi", "You have to hear it in your head first.", reply_to=1),
    ),
    "isla-volcano": (
        Said(
            "isla-mum",
            "I wonder which name you would have if you were lava. I liked that bit best.",
        ),
        Said("isla-dad", "Tell me about the stripes on the sides. Is each one an old eruption?"),
        Said("isla", "Yes! Like tree rings but hotter.", reply_to=1),
        Said("dylan", "I noticed you did not put anyone living there."),
        Said("isla", "They moved.", reply_to=3),
    ),
    "isla-kite": (
        Said("isla-dad", "I noticed that you let the string out by yourself this time."),
        Said(
            "isla-mum",
            "It makes me think of the day the umbrella took me across the car park.",
            state="waiting",
        ),
    ),
    "mei-palace": (
        Said("mei-yeye", "We saw everything twice. Next time, the boat."),
        Said("mei", "The dragon one!", reply_to=0),
        Said("mei-baba", "I wonder how they made the roofs turn up at the corners."),
        Said("okafor", "Tell me about walking slowly. What did you see that fast people missed?"),
    ),
    "mei-pizza": (
        Said("ben", "I wonder who gets the extra slice if there are seven people."),
        Said("mei", "The one who cuts it. So they cut it fair.", reply_to=0),
        Said("haddad", "I noticed you changed eighths into quarters without being asked."),
    ),
    "ibrahim-lamps": (
        Said(
            "ibrahim-aabo",
            "I noticed the 41. I have been going since I was your age and never counted.",
        ),
        Said("ibrahim", "You can borrow my number.", reply_to=0),
        Said(
            "leila-maman",
            "It makes me think of the mirrors in Shiraz. One candle makes a thousand.",
        ),
        Said("zofia-mama", "I wonder who cleans them, and how.", state="waiting"),
    ),
    "rosie-alphabet": (
        Said("ben", "I did it to you at lunch and you did it back!"),
        Said("rosie", "You used the wrong hand but I knew.", reply_to=0),
        Said("isla", "Tell me about how you shout in signing."),
        Said("rosie", "Bigger. And your face does it too.", reply_to=2),
        Said("okafor", "I wonder if we could start every morning like this."),
    ),
    "rosie-rain": (
        Said(
            "rosie-mum",
            "I noticed the same thing on the tent last summer. Little dots and then big dots.",
        ),
        Said(
            "rosie-mama", "It makes me think of feeling the music through the floor at the party."
        ),
        Said("rosie", "My feet heard that one.", reply_to=1),
    ),
    "dylan-marrow": (
        Said("dylan-grandad", "I noticed that you told them about the tea."),
        Said("dylan", "It just came out.", reply_to=0),
        Said("jayden", "I wonder what would happen with coffee."),
        Said(
            "dylan-nan", "Tell me about who is going to eat it, because I have had soup all week."
        ),
        Said("haddad", "I wonder how you would weigh it with no scales."),
    ),
    "dylan-worms": (
        Said("mei", "I noticed they like the melon best. There was none left."),
        Said(
            "haddad",
            "Tell me about the dark. How could we find out if it is light or heat that they mind?",
        ),
        Said("dylan", "Use a torch that is cold?", reply_to=1),
        Said("dylan-grandad", "It makes me think of my compost, which has no stars at all."),
    ),
    "leila-planets": (
        Said("amina", "I wonder if Pluto knows."),
        Said("leila", "Baba is still cross for it.", reply_to=0),
        Said("isla-mum", "I noticed the little storm on Jupiter. You did not leave it out."),
        Said(
            "leila-baba",
            "Tell me about the grape. How far away should I stand with it?",
            state="waiting",
        ),
    ),
    "jayden-puncture": (
        Said("jayden-dad", "I noticed you found the hole before I did."),
        Said("jayden", "You were looking where it was last time.", reply_to=0),
        Said("ben", "It makes me think my ball has one. Can you do balls?"),
        Said(
            "jayden-nan",  # a number that is nobody's; the desk flags it
            "I wonder if it works on my hot water bottle. Ring me on 01632 960123, and tell Ben.",
            state="waiting",
        ),
    ),
    "jayden-coins": (
        Said("okafor", "I wonder what you would put on the other side of a coin of your own."),
        Said("jayden", "A wheel. Then you can roll it and spend it.", reply_to=0),
    ),
}

ACORN: dict[str, tuple[Said, ...]] = {
    "poppy-house": (
        Said("ben-mum", "I noticed that everyone has a smile, even the dog."),
        Said("ben-taid", "Tell me about Cadi. Did she like her visit?"),
        Said("poppy", "She ate a sock.", reply_to=1),
        Said("whittaker", "I wonder who lives behind the blue door."),
    ),
    "poppy-for-taid": (
        Said(
            "ben-taid",
            "The fridge is full now, and so am I. I noticed that the cat is looking at me.",
        ),
        Said("poppy", "She is saying good night.", reply_to=0),
    ),
    "poppy-butterfly": (
        Said("ben-dad", "I wonder what it dreams about in the sleeping bag."),
        Said("poppy", "Leaves.", reply_to=0),
        Said("oscar", "I saw it come out."),
        Said("whittaker", "I noticed that you sat and watched for the whole of snack time."),
    ),
    "arjun-weather": (
        Said("teddy", "I saw your hat go."),
        Said("arjun", "It was fast.", reply_to=0),
        Said("whittaker", "I wonder what the weather man will say tomorrow."),
    ),
    "arjun-roti": (
        Said("arjun-dadi", "I noticed the dinosaur had a very good tail."),
        Said("arjun", "Daddy ate the tail last.", reply_to=0),
        Said("grace-mum", "It makes me think of my own grandma, turning bread with her fingers."),
        Said("teddy-papa", "Tell me about the puff. What makes it go up?", state="waiting"),
    ),
    "arjun-bath": (Said("arjun-dadi", "Next we do eleven to twenty. Your fingers can come too."),),
    "ellis-puddle": (
        Said("ellis-mum", "I noticed that you looked first and jumped second."),
        Said("ellis-gran", "I wonder where the sky goes when it breaks."),
        Said("ellis", "It comes back if you stand still.", reply_to=1),
        Said("ellis-dad", "It makes me think we need a bigger boot.", state="waiting"),
    ),
    "ellis-train": (
        Said("ellis-dad", "Tell me about the one that was asleep."),
        Said("ellis", "Its lights were shut.", reply_to=0),
    ),
    "maryam-pattern": (
        Said("maryam-baba", "I noticed they hold hands at the points. So does the mat."),
        Said("maryam-mama", "I wonder how many stars are on the whole floor."),
        Said("whittaker", "Tell me about the holes in the middle. What shape are they?"),
        Said("maryam", "They are stars as well but thin.", reply_to=2),
    ),
    "oscar-ladybirds": (
        Said("oscar-mummy", "I noticed that the spots go up one at a time."),
        Said("freya", "I like the little one."),
        Said("whittaker", "I wonder how many spots there are on all of them."),
        Said("oscar", "Fifteen. I used my toes.", reply_to=2),
    ),
    "teddy-rainbow": (
        Said("teddy-daddy", "I wonder how we could get to the end without it seeing us."),
        Said("teddy", "On tiptoe.", reply_to=0),
        Said(
            "nia-mum",
            "I noticed that the rain is only on one side. It was like that at our house too.",
        ),
    ),
    "teddy-pancake": (
        Said("teddy-papa", "It makes me think that the cooker owes me one."),
        Said("whittaker", "Tell me about the next one. Did it land?"),
        Said("teddy", "On the plate but bent.", reply_to=1),
    ),
    "grace-call": (
        Said(
            "grace-grandma",
            "I noticed your coat. It is the red one! I will bring the smell with me when I come.",
        ),
        Said("grace", "In a bag?", reply_to=0),
    ),
    "luca-bus": (
        Said("luca-mamma", "I wonder who is driving."),
        Said("luca", "Nonna.", reply_to=0),
        Said("sami", "That one is me."),
        Said(
            "luca-nonna",
            "I have put the kettle on for all of you. Tell me about the sea upstairs.",
            state="waiting",
        ),
    ),
    "luca-coffee": (
        Said("luca-nonna", "I noticed the spoon was ready for me. It was the best one this week."),
    ),
    "nia-hand": (
        Said(
            "nia-mum", "I noticed the little hole in the thumb. Is that where the dough was soft?"
        ),
        Said(
            "whittaker", "I wonder how big your hand will be in the summer. Shall we make another?"
        ),
        Said("nia", "Yes and a foot.", reply_to=1),
    ),
    "sami-astronaut": (
        Said("arjun", "I want to drive it."),
        Said("sami", "You can do the weather there.", reply_to=0),
        Said("whittaker", "Tell me about what you will take with you to space."),
    ),
}

ROWAN: dict[str, tuple[Said, ...]] = {
    "yusuf-rocket": (
        Said(
            "amina-dad",
            "I noticed the same silence. I had it on too, two miles away, and nearly rang you.",
        ),
        Said("yusuf", "Next time ring. I was awake, obviously.", reply_to=0),
    ),
    "yusuf-pattern": (
        Said(
            "sandhu",
            "I wonder what the smallest piece is that would build the whole wall. It is smaller than a star.",
        ),
        Said("yusuf", "An eighth of one? A triangle with a bent side.", reply_to=0),
        Said("priya", "I noticed that once you have said bathroom tiles, none of us can unsee it."),
        Said(
            "amina-gran",
            "It makes me think of the Wazir Khan mosque. I will send you its ceiling.",
            state="waiting",
        ),
        Said("amina-mum", "Tell me about the colours. Did you choose teal for the cat's bowl?"),
    ),
    "yusuf-comic": (
        Said("kwame", "I wonder if Homeworkbot does bass practice."),
        Said("yusuf", "He says practice is a bug.", reply_to=0),
        Said(
            "haddad",
            "I noticed he got the right answer in the wrong language. Tell me what 13 is in binary.",
        ),
        Said("yusuf", "1101. He says you're welcome.", reply_to=2),
    ),
    "yusuf-den": (
        Said("amina-mum", "I noticed the peg held all afternoon."),
        Said("amina-dad", "Tell me about the trapezium. Why not a square?"),
        Said("yusuf", "A square folds up like a chair. Ask me how I know.", reply_to=1),
    ),
    "chloe-lino": (
        Said(
            "sandhu", "It makes me think of coming home late as a boy, with my head on the window."
        ),
        Said("kwame-mum", "I wonder who is still up in the third block."),
        Said("chloe", "The person cutting lino.", reply_to=1),
    ),
    "chloe-onions": (
        Said("chloe-steve", "I maintain that it was the onion."),
        Said("chloe", "It was nearly the onion.", reply_to=0),
        Said("chloe-mum", "I noticed that you chopped and he watched. That is new."),
    ),
    "kwame-game": (
        Said(
            "haddad",
            "I noticed you kept Mark 1 and Mark 2 in the story. That is how engineers write.",
        ),
        Said("theo", "I wonder what would make it fair for grown-ups. A heavier loop?"),
        Said("kwame", "Or a longer fuse on their patience.", reply_to=1),
    ),
    "kwame-bass": (
        Said(
            "kwame-uncle",
            "Took me till I was thirty. I wonder if you can leave out beat two as well.",
        ),
        Said("kwame", "Then it's just my foot and hope.", reply_to=0),
    ),
    "priya-spiral": (
        Said(
            "hannah",
            "It makes me think of the challah. Everything with rules ends up beautiful or edible.",
        ),
        Said("sandhu", "I wonder what happens if you divide each number by the one before it."),
        Said("priya", "It settles down. 1.6 something. Why?", reply_to=1),
    ),
    "priya-letter": (
        Said("priya-ammamma", "It is the fish. Your mother knows it is the fish."),
        Said("priya", "I'm going to read this out at dinner.", reply_to=0),
    ),
    "finn-bikes": (
        Said(
            "finn-mum",
            "I noticed you measured the axles before you asked me. Yes to the swap, if the sculpture lives in the shed.",
        ),
        Said("finn", "Deal. It's called Kevin.", reply_to=0),
        Said(
            "finn-dad",
            "I wonder if the good brakes should go with the good hill. That hill is on this side.",
        ),
        Said("finn", "Fair point. You've seen me come down it.", reply_to=2),
    ),
    "hannah-plait": (
        Said("hannah-bubbe", "I noticed you wrote down what my hands know. Now I can't do it."),
        Said("hannah", "Stop looking at them!", reply_to=0),
        Said("sandhu", "Tell me about the ten moves. Would seven strands come home too?"),
        Said(
            "priya-amma",
            "It makes me think of plaiting Priya's hair, which never comes back to where it began.",
        ),
    ),
    "aaliyah-kitchen": (
        Said("aaliyah-nan", "Winning against the rice! I read it to the kettle."),
        Said("aaliyah", "What did it say?", reply_to=0),
        Said("aaliyah-nan", "It let off steam.", reply_to=0),
    ),
    "marek-wall": (
        Said("marek-tata", "The course is straight. I wonder if you would like the corner next."),
        Said("marek", "Yes. But you do the string.", reply_to=0),
        Said("marek-mama", "I noticed he told everybody at work."),
    ),
    "scarlett-gerald": (
        Said("scarlett-mum", "I wonder if Gerald would like to pay rent."),
        Said("scarlett", "He pays in pizza.", reply_to=0),
    ),
    "daniyal-average": (
        Said("kwame", "I noticed you left out the time you ran yourself out."),
        Said("daniyal", "It's in the median.", reply_to=0),
        Said("daniyal-abbu", "It makes me think I should bowl properly in the hall."),
    ),
}

TALK = {**talk_amina.TALK, **OAK, **ACORN, **ROWAN}
"""Everything said, by the key of the thing it was said about."""
