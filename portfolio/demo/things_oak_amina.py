# ruff: noqa: E501 -- a child's words read best whole
"""What Amina and Ben of Oak (Year 3) made: the two whose story a visitor follows. Data only."""

from __future__ import annotations

from portfolio.demo.story import Newer, Picture, Says, State, Thing

AMINA = (
    Thing(
        "amina-cat", "amina", "home", 6, "moss", State.UP,
        words="<p>My cat can see in the dark. I think her eyes catch the light.</p>",
        pictures=(Picture("photo/cat", "A tabby cat with green-gold eyes, looking to one side."),),
        shares=("family", "class"),
    ),
    Thing(
        "amina-cat-test", "amina", "home", 2, "butter", State.WAITING,
        title="The ball test",
        words="<p>Gran asked if Mishti can see colours. I rolled two balls ten times each.</p>"
              "<ul><li>blue ball: she chased it <strong>8</strong> times</li><li>red ball: she chased it <strong>3</strong> times</li></ul>"
              "<p>So I think red looks boring to a cat. Or she was tired. I did red second.</p>",
        pictures=(Picture("drawn/cat", "My crayon drawing of Mishti, orange with stripes. Her eyes are round and yellow like lamps."),),
        shares=("family", "class"),
    ),
    Thing(
        "amina-stars", "amina", "school", 20, "night", State.UP,
        title="Stars in class",
        words="<p>Nearly every dot in this picture is a whole galaxy. It is a bit of sky as small as a grain of sand if you hold it out on your finger.</p><p>I looked at a grain of sand at break and felt funny.</p>",
        pictures=(Picture("photo/galaxies", "Hundreds of tiny galaxies on black. Some are smudges, some are spirals."),),
        shares=("class", "family"),
    ),
    Thing(
        "amina-goes-together", "amina", "school", 15, "mint", State.UP,
        words="<p>Eyes and stars both need light. It goes together!</p><p>A star makes light. An eye lets it in. In the middle there is just a very long way.</p>",
        pictures=(Picture("drawn/eye-and-star", "A yellow star that makes light, a green eye that lets it in, and a very long way between them."),),
        shares=("person:amina-gran", "teachers"),
    ),
    Thing(
        "amina-moon", "amina", "home", 31, "stone", State.UP,
        title="Moon with Dad",
        words="<p>Dad has binoculars from when he was ten. If you lean on the wall the Moon stops shaking.</p><p>The circles are where rocks hit it. I counted nineteen and then it went behind the flats.</p>",
        pictures=(Picture("photo/moon", "The grey Moon close up, with round craters of all sizes."),),
        shares=("family",),
    ),
    Thing(
        "amina-beans", "amina", "school", 18, "moss", State.UP_AND_WAITING,
        title="Bean diary",
        words="<p>This is my bean from day 1 to day 16. On day 9 it was 6 cm. Its roots go round and round as if it is looking for the door.</p>",
        pictures=(Picture("drawn/bean", "Four boxes showing a bean on day 1, 4, 9 and 16. First it is under the soil, at the end it has eight leaves."),),
        shares=("family",),
        newer=Newer("<p>Day 16. My bean is <strong>19 cm</strong>! It grew more in one week than I grew all year.</p><p>I turned the pot round and by Monday it had turned itself back.</p>", "Bean diary, day 16"),
    ),
    Thing(
        "amina-urdu", "amina", "home", 12, "lilac", State.KEPT,
        title="Right to left",
        words="<p>Gran is teaching me to write my name in Urdu on the phone. You start where you would stop.</p><p>The letter noon is a bowl with a dot floating in it. Mine look like boats. I will show her when they look like bowls.</p>",
    ),
    Thing(
        "amina-dreams", "amina", "home", 3, "sky", State.DRAFT,
        title="Why do we dream",
        words="<p>I asked Mum and she said your brain is tidying up. I asked Yusuf and he said it is just telly. I think</p>",
    ),
    Thing(
        "amina-walk", "amina", "elsewhere", 41, "butter", State.UP,
        title="A map of my walk home",
        words="<p>This is how Mum and me walk home. The big dog is behind a gate so it is fine.</p><p>The best puddle is only there if it rained.</p>",
        pictures=(Picture("drawn/walk", "A hand-drawn map with a red dotted path from school to home, past a big dog, conker trees and a puddle."),),
        shares=("class_families", "family"),
    ),
    Thing(
        "amina-scarf", "amina", "home", 52, "lilac", State.UP,
        title="It is getting long",
        words="<p>I have done 24 rows. I dropped a stitch in the yellow part and Mum climbed it back up with a hook like a ladder.</p><p><em>Gran, is this how your mother did it?</em></p>",
        pictures=(Picture("drawn/scarf", "A striped knitted scarf in blue-green, yellow, red and cream, still on its needle."),),
        shares=("person:amina-gran", "person:amina-mum"),
    ),
    Thing(
        "amina-den", "amina", "home", 45, "coral", State.TAKEN_DOWN,
        title="The den",
        words="<p>Yusuf and me made a den with four chairs and the big sheet. It has a library (six books) and a rule. The rule is no phones.</p>",
        shares=("family",),
    ),
    Thing(
        "amina-first-cat", "amina", "home", 70, "coral", State.DELETED,
        words="<p>A poem about Mishti. Mishti, Mishti, sits on my spelling. That is all of it.</p>",
        shares=("class", "family"),
    ),
)  # fmt: skip

BEN = (
    Thing(
        "ben-football", "ben", "elsewhere", 9, "moss", State.UP,
        title="The plan",
        words="<p>This is the plan for Saturday. B is me. A passes to I, and I run down the side so nobody looks at the middle.</p><p>It worked once. The other time I fell over but it was still a good plan.</p>",
        pictures=(Picture("drawn/football", "A football pitch from above. Red players have letters, yellow crosses are the other team, arrows show the passes."),),
        shares=("class", "family"),
    ),
    Thing(
        "ben-welsh", "ben", "home", 14, "coral", State.UP,
        title="Un, dau, tri",
        words="<p>Taid says the old way to count sheep goes in twenties. Eighteen is <em>deunaw</em>. That means two nines!</p><p>So Welsh does times tables inside the words.</p>",
        shares=("family",),
    ),
    Thing(
        "ben-tower", "ben", "home", 23, "sky", State.UP,
        title="Taller than Poppy",
        words="<p>It is 104 cm. Poppy is 103 cm. She stood on her toes, which does not count.</p><p>If you put the long bricks at the bottom it wobbles less. I tried the other way first and it was loud.</p>",
        pictures=(Picture("drawn/tower", "A tall tower of coloured bricks with a flag on top, beside a yellow tape measure."),),
        shares=("family", "class_families"),
    ),
    Thing(
        "ben-shield", "ben", "school", 4, "stone", State.WAITING,
        title="My scutum",
        words="<p>A Roman shield is called a scutum. It bends so that arrows slide off. Mine is card, so please no arrows.</p>",
        pictures=(Picture("drawn/shield", "A long red Roman shield with gold wings and lightning round a silver middle."),),
        shares=("teachers", "class"),
    ),
    Thing(
        "ben-tooth", "ben", "home", 5, "mint", State.SENT_BACK,
        title="My tooth came out in a Welsh cake",
        words="<p>I bit it and it went crunch, and it was not a raisin. Taid laughed so much he had to sit down.</p><p>You can come and see the tooth. We live at the house with the green door by the chip shop.</p>",
        shares=("class",),
        note="I laughed at the crunch, Ben! You have told everyone where you live. Shall we keep that just for home? Take out the last line and send it again.",
    ),
    Thing(
        "ben-cake", "ben", "home", 61, "butter", State.UP,
        title="Eight",
        words="<p>I am eight. Dad made the bottom and Mum made the top and they did not talk about the icing.</p><p>Taid, I saved you a star but it went hard.</p>",
        pictures=(Picture("drawn/cake", "A pink and white birthday cake with stars, cherries and eight candles."),),
        shares=("person:ben-taid",),
    ),
    Thing(
        "ben-spelling", "ben", "school", 33, "lilac", State.KEPT,
        title="Words I can do now",
        words="<ol><li>because</li><li>thought</li><li>enough</li></ol><p>I am not showing this until there are ten.</p>",
    ),
    Thing(
        "ben-amina-boats", "ben", "school", 27, "sky", State.UP,
        title="Me and Amina raced boats",
        words="<p>We folded one each and blew them over the water tray. Hers was faster because it is <strong>thinner</strong> at the front. Mine carried more pennies (11).</p>",
        pictures=(Picture("drawn/boat", "Three folded paper boats, white, yellow and pink, on blue paper waves."),),
        shares=("class",),
        pictured=(Says("amina", "yes"),),
    ),
    Thing(
        "ben-best", "ben", "school", 3, "mint", State.UP,
        title="My four best of this term",
        words="<p>Miss Okafor said choose three. I could not, so it is four.</p><ol><li>Boats, for the pennies.</li><li>The plan.</li><li>The tower, before it fell.</li><li>The cake (I only did the stars).</li></ol>",
        shares=("family", "teachers"),
    ),
)  # fmt: skip

THINGS = (*AMINA, *BEN)
