# ruff: noqa: E501 -- a child's words read best whole
"""What Rowan (Year 8) made. Their teacher reads only what goes beyond family. Data only."""

from __future__ import annotations

from portfolio.demo.story import Newer, Picture, State, Thing

THINGS = (
    Thing(
        "yusuf-rocket", "yusuf", "home", 10, "night", State.UP,
        title="4 a.m.",
        words="<p>Watched the launch on my phone under the covers. The bit nobody tells you is how long it sits there doing nothing.</p><p>Dad, you would have liked the part where all the engineers stopped talking at once.</p>",
        pictures=(Picture("photo/rocket", "A white rocket standing on its pad in the dark, between four thin towers, with bright lights around it."),),
        shares=("person:amina-dad",),
    ),
    Thing(
        "yusuf-pattern", "yusuf", "school", 24, "butter", State.UP,
        title="One shape, turned",
        words="<p>Every star here is two squares, one turned 45 degrees. That is the whole trick. The crosses in between aren't drawn at all, they are what is left over.</p><p>I keep seeing it now. Bathroom tiles. The grille on the bus.</p>",
        pictures=(Picture("drawn/star-pattern", "A repeating pattern of eight-pointed stars in teal, blue, yellow and red paper."),),
        shares=("class", "family"),
    ),
    Thing(
        "yusuf-comic", "yusuf", "home", 7, "sky", State.UP,
        title="Homeworkbot, part 1",
        words="<p>Part 2 depends on how much homework I get.</p>",
        pictures=(Picture("drawn/comic", "A comic in three boxes. A robot is told: do my maths. It says: beep, done. Then: it is all in binary."),),
        shares=("class",),
    ),
    Thing(
        "yusuf-voice", "yusuf", "home", 5, "stone", State.KEPT,
        title="Things I say in my head",
        words="<p>In Urdu I am funny. In English I am quick. In Maths I am neither, but at least it is quiet.</p><p>Not for showing. Maybe for later.</p>",
    ),
    Thing(
        "yusuf-poem", "yusuf", "school", 2, "lilac", State.WAITING,
        title="Bus, 7.52",
        words="<p>Everyone's breath<br>writes on the window.<br>Somebody small<br>has drawn a face in mine.</p><p>She gets off first.<br>The face stays on<br>till Market Street.</p>",
        shares=("class",),
    ),
    Thing(
        "yusuf-den", "yusuf", "home", 44, "coral", State.UP,
        words="<p>For the record, the den was my engineering. Four chairs in a trapezium, sheet under tension, one clothes peg as the keystone. Amina did the library.</p>",
        shares=("family",),
    ),
    Thing(
        "yusuf-speech", "yusuf", "school", 1, "mint", State.DRAFT,
        title="Speech: should homework be optional",
        words="<p>Opening: a robot could do it. Close: so what is it for? Middle: ???</p>",
    ),
    Thing(
        "chloe-lino", "chloe", "school", 19, "night", State.UP,
        title="From the top deck",
        words="<p>Lino is drawing backwards twice. You cut what you don't want, and it prints the wrong way round. The moon's craters are slips of the knife I decided to keep.</p>",
        pictures=(Picture("drawn/lino", "A dark blue lino print of blocks of flats at night with lit windows and a full moon."),),
        shares=("teachers", "screen", "class_families"),
    ),
    Thing(
        "chloe-onions", "chloe", "home", 8, "coral", State.UP,
        title="Steve's onion method",
        words="<p>Leave the root on. It holds the layers while you cut. Steve says this is also how families work, and then he cried, because of the onion.</p>",
        shares=("family",),
    ),
    Thing(
        "kwame-game", "kwame", "school", 14, "stone", State.UP,
        title="Steady hand, unsteady design",
        words="<p>Mark 1 buzzed all the time because the loop touched the base. Mark 2 never buzzed because I had used sticky tape as a wire.</p><p>Mark 3 works. I have beaten it once. My little cousin beats it every time, which is a design flaw.</p>",
        pictures=(Picture("drawn/circuit", "A circuit on squared paper: battery, lamp, buzzer, and a red bent wire with a blue loop."),),
        shares=("class", "teachers"),
    ),
    Thing(
        "kwame-bass", "kwame", "home", 6, "butter", State.UP,
        title="The note you leave out",
        words="<p>Uncle, I finally got it. It isn't a faster line, it is the same line with a hole in it on beat four. My foot fills it in.</p>",
        shares=("person:kwame-uncle",),
    ),
    Thing(
        "kwame-bridge", "kwame", "school", 3, "sky", State.WAITING,
        title="12 sheets, 2.4 kg",
        words="<p>Rolled tubes beat folded strips, because a tube has no weak way round. It held two dictionaries and a shoe. The second shoe ended it.</p>",
        pictures=(Picture("drawn/bridge", "A pencil plan of a paper bridge with triangles. Red arrows show the pulls, blue the pushes."),),
        shares=("class", "class_families"),
    ),
    Thing(
        "priya-spiral", "priya", "school", 17, "lilac", State.UP_AND_WAITING,
        title="It was in the poem first",
        words="<p>1, 1, 2, 3, 5, 8, 13. Each square is the two before it put together.</p>",
        pictures=(Picture("drawn/spiral", "Coloured squares that grow in a spiral, each with its number, and a red curve through them."),),
        shares=("class",),
        newer=Newer("<p>1, 1, 2, 3, 5, 8, 13. Each square is the two before it put together.</p><p>Amma told me that poets in India found these numbers about a thousand years ago, counting long and short beats in a line. So before it was a shape it was a rhythm.</p>", "It was in the poem first"),
    ),
    Thing(
        "priya-letter", "priya", "home", 12, "butter", State.UP,
        title="Your handwriting",
        words="<p>Ammamma, I can read all of your letter now except one word, which Achan says is a kind of fish and Amma says is an insult.</p><p>I am learning the round letters. They look like people sitting down.</p>",
        shares=("person:priya-ammamma",),
    ),
    Thing(
        "priya-list", "priya", "home", 30, "mint", State.KEPT,
        words="<p>Languages I dream in, so far: two. Languages I argue in: three.</p>",
    ),
    Thing(
        "finn-bikes", "finn", "home", 9, "moss", State.UP,
        title="Two of everything",
        words="<p>I have one bike with good brakes and one with good gears, and they live four miles apart. I worked out that if I swapped the wheels I'd have one excellent bike and one that is mostly a sculpture.</p>",
        shares=("family",),
    ),
    Thing(
        "finn-moon", "finn", "elsewhere", 40, "night", State.TAKEN_DOWN,
        title="Moonrise from the reservoir",
        words="<p>It looks huge when it is low. I held up my thumb to test it, and it is exactly the same size later on. Your brain just panics near trees.</p>",
        shares=("family", "class"),
    ),
    Thing(
        "finn-run", "finn", "elsewhere", 4, "sky", State.KEPT,
        title="5k, 31:40",
        words="<p>I stopped twice. Next time once.</p>",
    ),
    Thing(
        "hannah-plait", "hannah", "home", 13, "butter", State.UP,
        title="Six strands",
        words="<p>Bubbe plaits six strands of challah without looking. I wrote it down as moves: over two, under one, over two. After ten moves every strand is back where it began.</p><p>I showed her. She said, of course it is, where else would it go?</p>",
        shares=("family", "class_families"),
    ),
    Thing(
        "hannah-sodium", "hannah", "school", 5, "sky", State.SENT_BACK,
        title="If elements were in our year",
        words="<p>Sodium is fun until water. Neon will not talk to anyone. Oxygen is friends with everybody and that causes most of the fires.</p><p>Chlorine is obviously a certain person in 8B.</p>",
        pictures=(Picture("drawn/element", "A big yellow tile from the periodic table: Na, sodium, number 11, with a paper flame."),),
        shares=("class", "class_families"),
        note="Oxygen made me laugh out loud. The last line might sting somebody. Could chlorine be a made-up person? Then I'd love everyone to read it.",
    ),
    Thing(
        "theo-coins", "theo", "elsewhere", 2, "stone", State.WAITING,
        title="Somebody's lunch money",
        words="<p>Old coins at the museum: everyone looks at the emperors. I kept thinking that each of these was once in a pocket, and somebody was annoyed when they lost it.</p>",
        shares=("screen", "teachers"),
    ),
    Thing(
        "theo-olives", "theo", "home", 3, "moss", State.DRAFT,
        title="Yiayia's tree",
        words="<p>It is older than the house. Notes from the call: 1. planted by her grandmother. 2. or stolen. 3. ask again.</p>",
    ),
    Thing(
        "aaliyah-kitchen", "aaliyah", "home", 15, "coral", State.UP,
        title="Nan's kitchen at six",
        words="<p>The radio is arguing with the kettle. You are winning against the rice. Nobody is allowed to help and everybody is holding something.</p>",
        shares=("person:aaliyah-nan",),
    ),
    Thing(
        "aaliyah-netball", "aaliyah", "school", 35, "night", State.DELETED,
        title="Commentary on a match we lost",
        words="<p>And it's a bold choice from Rowan to pass to nobody at all.</p>",
        shares=("class", "family"),
    ),
    Thing(
        "marek-wall", "marek", "elsewhere", 11, "mint", State.UP,
        title="Course three",
        words="<p>Táta let me lay a whole course. You butter the end, not the brick. He checked it with the level and said nothing, and that is the best thing he says.</p>",
        shares=("family",),
    ),
    Thing(
        "marek-deep", "marek", "school", 4, "night", State.SENT_BACK,
        title="Old light",
        words="<p>Some of the light you see at night left before there was anybody to see it. So a telescope is the only machine that looks backwards.</p>",
        shares=("teachers", "screen"),
        note="The second sentence is beautiful. For the screen it needs to say where you read the first one. Add a line and send it again?",
    ),
    Thing(
        "scarlett-gerald", "scarlett", "home", 8, "butter", State.UP_AND_WAITING,
        title="Gerald, day 21",
        words="<p>Gerald (sourdough, 21 days, he/him) doubled in four hours, which is a personal best. Left on the radiator he escaped his jar. Mum says he is not allowed a lead.</p>",
        shares=("family",), wider=("class",),
    ),
    Thing(
        "daniyal-average", "daniyal", "home", 16, "stone", State.UP,
        title="Averages lie",
        words="<p>My mean score this season is 14. My median is 6. One innings of 71 against a team with no bowler is doing a lot of work there.</p><p>So when somebody says <em>average</em>, ask which.</p>",
        shares=("class", "family"),
        comments_open=False,
    ),
    Thing(
        "daniyal-hall", "daniyal", "home", 33, "sky", State.KEPT,
        words="<p>Rules of hall cricket: the door is the wicket, the lamp is out forever, and Abbu bowls as if there is a crowd.</p>",
    ),
)  # fmt: skip
