# ruff: noqa: E501 -- a child's words read best whole
"""What the other children of Oak (Year 3) made, at home, at school and elsewhere. Data only."""

from __future__ import annotations

from portfolio.demo.story import Newer, Picture, Says, State, Thing

THINGS = (
    Thing(
        "zofia-pierogi", "zofia", "home", 11, "lilac", State.UP,
        title="Pierogi on the phone",
        words="<p>Babcia was on the shelf (on Mama's phone) and she could see my hands. She said <em>cieniej</em>, that means thinner.</p><ol><li>Roll it thin.</li><li>Cut a circle with a glass.</li><li>Pinch it like you are closing its mouth.</li></ol><p>We made 43 and three burst.</p>",
        shares=("person:zofia-babcia", "family"),
    ),
    Thing(
        "zofia-dahlia", "zofia", "home", 36, "coral", State.UP,
        title="The last one",
        words="<p>This was the last dahlia by our back door. The petals start in the middle and go round in spirals. I counted 8 spirals one way.</p>",
        pictures=(Picture("photo/dahlia", "A round orange dahlia with many rows of petals, on dark green."),),
        shares=("screen", "family", "class"),
    ),
    Thing(
        "zofia-words", "zofia", "home", 3, "sky", State.WAITING,
        title="Polish words you already know",
        words="<ul><li>mama = mum</li><li>banan = banana</li><li>kot = cat, nearly</li></ul><p>See, you can speak it.</p>",
        shares=("class_families", "class"),
    ),
    Thing(
        "tobi-threes", "tobi", "school", 16, "sky", State.UP,
        title="The threes make a star",
        words="<p>You only use the last digit. 3, 6, 9, then 12 is 2, then 15 is 5. Join them up and you never miss a number.</p><p>The fours miss half. I want to try the sevens because I think it is the threes backwards.</p>",
        pictures=(Picture("drawn/times-table", "Two rings of ten numbers. Red lines for the threes make a ten-pointed star, blue lines for the fours make a five-pointed star."),),
        shares=("class", "teachers"),
    ),
    Thing(
        "tobi-drum", "tobi", "elsewhere", 29, "butter", State.UP,
        title="The talking drum",
        words="<p>At church Uncle let me hold the talking drum. You squeeze the strings and it goes up like a question.</p><p>I made it say <em>Tobi, come here</em>. My auntie came instead.</p>",
        shares=("family",),
    ),
    Thing(
        "tobi-jollof", "tobi", "home", 1, "coral", State.DRAFT,
        title="Jollof maths",
        words="<p>If 2 cups of rice is for 5 people then for 20 people it is</p>",
    ),
    Thing(
        "isla-volcano", "isla", "school", 13, "coral", State.UP,
        title="Inside a volcano",
        words="<p>The magma waits in a room under the ground. Then it goes up the vent. When it gets out it changes its name to lava.</p><p>I think that is like when you are called something else at home.</p>",
        pictures=(Picture("drawn/volcano", "A volcano cut in half, with the crater, vent, lava and magma labelled."),),
        shares=("family", "class"),
    ),
    Thing(
        "isla-bike", "isla", "elsewhere", 48, "mint", State.TAKEN_DOWN,
        title="No hands behind me",
        words="<p>Dad let go and did not say. I went from the bench all the way to the bin.</p>",
        shares=("person:isla-dad", "class"),
    ),
    Thing(
        "isla-kite", "isla", "elsewhere", 19, "sky", State.UP_AND_WAITING,
        title="It pulled me",
        words="<p>We took the kite up the hill and it pulled so hard I had to sit down. I could feel the wind in the string, like holding a fish.</p>",
        pictures=(Picture("drawn/kite", "A cut-paper kite in red, yellow, blue and orange over green hills."),),
        shares=("family",), wider=("class",),
    ),
    Thing(
        "mei-palace", "mei", "elsewhere", 57, "mint", State.UP,
        title="Ye Ye's favourite place",
        words="<p>This is the Summer Palace in Beijing. It has a tower with eight sides, so from anywhere you see at least three.</p><p>Ye Ye walked so slowly that we saw everything.</p>",
        pictures=(Picture("photo/palace", "A tall palace tower with curved roofs, by a lake with hills behind."),),
        shares=("family", "screen"),
    ),
    Thing(
        "mei-pizza", "mei", "school", 8, "moss", State.UP,
        title="Fair pizza",
        words="<p>5/8 and 3/8 is a whole pizza. If four people share it, everyone has 2/8, and that is the same as 1/4, so cut it less!</p>",
        pictures=(Picture("drawn/pizza", "A paper pizza in eight slices. Five have red pepper and three have olives."),),
        shares=("teachers", "class"),
    ),
    Thing(
        "mei-dumplings", "mei", "home", 21, "butter", State.KEPT,
        title="Folds",
        words="<p>Baba does 18 folds in one dumpling. I did 7. Mama says hers are for eating and not for counting.</p>",
    ),
    Thing(
        "ibrahim-lamps", "ibrahim", "elsewhere", 34, "night", State.UP,
        title="The big lamp",
        words="<p>There is a lamp in our mosque with 99 small glasses. I tried to count them when I should be listening, and Aabo moved his eyebrows.</p><p>So now I count the ones I can see without moving my head. 41.</p>",
        shares=("family", "class_families"),
    ),
    Thing(
        "ibrahim-tally", "ibrahim", "school", 7, "sky", State.SENT_BACK,
        title="What went past",
        words="<p>We sat by the gate and counted for 30 minutes. Mostly cars. One horse!!</p><p>My conclusion is horses are rare.</p>",
        pictures=(Picture("drawn/tally", "A tally on squared paper: 23 cars, 14 bikes, 6 buses, 9 dogs and 1 horse."),),
        shares=("family", "person:ibrahim-hooyo"),
        note="Horses are rare: I love that. Could you say which day it was? Then your family can guess why so many bikes went past.",
    ),
    Thing(
        "ibrahim-riddle", "ibrahim", "home", 1, "butter", State.WAITING,
        title="Hooyo's riddle",
        words="<p>It has a mouth but it eats only when you feed it sticks. Water makes it die. What is it?</p><p>I got it in two goes. Hooyo knows about fifty of these from her own hooyo.</p>",
        shares=("person:ibrahim-hooyo",),
    ),
    Thing(
        "rosie-alphabet", "rosie", "home", 24, "lilac", State.UP,
        title="How to say hello across the hall",
        words="<p>You can say hello with no noise. Flat hand by your head, then move it out, like a salute that is friendly.</p><p>For <strong>thank you</strong> start at your chin. If I look at you, you can start.</p>",
        shares=("class", "screen"),
    ),
    Thing(
        "rosie-rain", "rosie", "elsewhere", 39, "sky", State.UP,
        title="Rain without my hearing aids",
        words="<p>I took them out at the bus stop because of the wet. The rain went far away but I could feel it on the shelter with my hand. Mama felt it too.</p><p>It makes little dots and then big dots.</p>",
        shares=("family",),
    ),
    Thing(
        "rosie-song", "rosie", "school", 10, "coral", State.UP_AND_WAITING,
        title="Our song in signs",
        words="<p>I am making signs for the song in assembly. I have done the first verse.</p>",
        shares=("teachers", "class"),
        newer=Newer("<p>I am making signs for the song in assembly. I have done two verses. For <em>river</em> your fingers wiggle along, and for <em>home</em> they make a roof.</p><p>Can I teach it to everyone on Friday?</p>"),
    ),
    Thing(
        "dylan-marrow", "dylan", "elsewhere", 64, "moss", State.UP,
        title="41 cm",
        words="<p>Me and Grandad left one courgette alone for three weeks and it turned into this. It is 41 cm and as heavy as our cat was.</p><p>Grandad says do not tell anyone what we fed it. It was tea.</p>",
        pictures=(Picture("drawn/marrow", "A huge green striped marrow above a ruler. It says 41 cm."),),
        shares=("family", "class", "screen"),
    ),
    Thing(
        "dylan-worms", "dylan", "school", 17, "stone", State.UP,
        title="Worm hotel",
        words="<p>Gardening Club made a worm hotel. They get banana skins for breakfast. You must not shine a light because worms check out.</p>",
        shares=("class:gardening", "family"),
    ),
    Thing(
        "dylan-clock", "dylan", "home", 28, "butter", State.KEPT,
        words="<p>Nan's clock is ten minutes fast on purpose. She knows it is and she still hurries. I hurried too so my photo is all smeary.</p>",
        pictures=(Picture("photo/clock", "A round white clock, all blurred, as if it was rushing past."),),
    ),
    Thing(
        "leila-planets", "leila", "school", 26, "night", State.UP,
        title="Eight planets, not nine",
        words="<p>Baba learned nine in school in Shiraz and I learned eight. He says they took one away while he was at work.</p><p>If Jupiter was a football, we would be a grape.</p>",
        pictures=(Picture("drawn/planets", "Eight cut-paper planets on dark blue with a big yellow sun at the side."), Picture("drawn/ball-and-grape", "A huge striped ball that says Jupiter, and a very small grape that says us.")),
        shares=("class", "class_families"),
    ),
    Thing(
        "leila-poem", "leila", "home", 55, "lilac", State.DELETED,
        title="A poem in two languages",
        words="<p>The moon is <em>mah</em>. The fish is <em>mahi</em>. So a fish is nearly a moon that swims.</p>",
        shares=("teachers", "person:leila-maman", "class_families"),
    ),
    Thing(
        "jayden-puncture", "jayden", "home", 12, "stone", State.UP,
        title="How to find a hole",
        words="<p>You cannot see it. You put the tube in a bowl of water and wait for it to tell you. Bubbles!</p><ol><li>Dry it.</li><li>Scratch it so the glue holds.</li><li>Glue. Wait. Dad says wait more.</li><li>Patch.</li></ol><p>I did all of it but the wait.</p>",
        pictures=(Picture("drawn/bicycle", "A bicycle upside down. The saddle, chain, frame and flat tyre are labelled."),),
        shares=("family", "class"),
    ),
    Thing(
        "jayden-song", "jayden", "home", 2, "butter", State.DRAFT,
        words="<p>Puncture song. Psss psss goes the</p>",
    ),
    Thing(
        "jayden-coins", "jayden", "elsewhere", 43, "sky", State.UP_AND_WAITING,
        title="Money with heads on",
        words="<p>At the museum there were coins older than the Romans. The lady let me hold a copy. The man on it has a big nose and he paid for it to be there.</p>",
        pictures=(Picture("photo/old-coins", "Rows of old coins with heads and animals on them."),),
        shares=("class_families", "screen"),
        newer=Newer("<p>At the museum there were coins from Greece. They are about 2,000 years old. Every one is a bit different because someone hit it with a hammer.</p><p>The man on it has a big nose and I bet he paid for it to be there.</p>", "Money with heads on"),
    ),
    Thing(
        "jayden-tobi-beat", "jayden", "school", 5, "coral", State.UP,
        title="Bin lids",
        words="<p>Me and Tobi made a beat with two bin lids and a broom. I am the one on the left.</p>",
        pictures=(Picture("drawn/bin-lids", "A crayon drawing of two friends. One has two grey bin lids, the other a broom. It says BOOM and tsh."),),
        shares=("class",),
        pictured=(Says("tobi", "asked"),),
    ),
    Thing(
        "callum-road", "callum", "school", 66, "stone", State.UP,
        title="Straight road",
        words="<p>Romans made roads straight because they did not ask anyone. I made one in the sand pit and it is straight for 2 metres.</p>",
        shares=("class", "family"),
    ),
)  # fmt: skip
