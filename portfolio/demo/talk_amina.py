# ruff: noqa: E501 -- what people say reads best whole
"""What was said about the things of Amina and Ben, whose story a visitor follows.

By the thing's key, oldest first. Data only: whether a comment is up, waits, went back or was hidden is written here.
"""

from __future__ import annotations

from portfolio.demo.story import Said

TALK: dict[str, tuple[Said, ...]] = {
    "amina-cat": (
        Said(
            "amina-gran",
            "I wonder if she can see colours too, or only grey. Our old cat Moti could find a moth in a dark room.",
        ),
        Said("amina", "I don't know! I will test her with a red ball and a blue ball.", reply_to=0),
        Said(
            "ben", "I noticed the black bit is thin in the middle. Is that to keep the light out?"
        ),
        Said("amina", "Yes and at night it goes round like a button.", reply_to=2),
        Said(
            "amina-dad",
            "It makes me think of the cat's eyes in the road. The man who made them got the idea from a real cat in the fog.",
        ),
        Said("amina", "So the road copied Mishti!!", reply_to=4),
        Said(
            "okafor",
            "Tell me about the catching, Amina. What do you think happens to the light once it is inside?",
        ),
        Said("amina", "I think there is a mirror at the back.", reply_to=6),
        Said(
            "amina-mum",
            "I noticed that you turned the lamp off and sat very still to watch her.",
            state="waiting",
        ),
    ),
    "amina-stars": (
        Said(
            "haddad",
            "I wonder how many grains of sand would cover the whole sky. Shall we work it out?",
        ),
        Said("leila", "It makes me think that maybe somebody there has a picture with us in it."),
        Said("amina", "We would be a smudge.", reply_to=1),
        Said("amina-mum", "Tell me about the spiral one in the corner. I keep looking at it."),
        Said(
            "amina-gran",
            "It makes me think of the roof in summer, when we slept outside and your father counted stars until he slept.",
            state="waiting",
        ),
    ),
    "amina-goes-together": (
        Said("amina-gran", "A very long way in the middle. I will think about this all day."),
        Said("amina", "Like Lahore!", reply_to=0),
        Said(
            "okafor",
            "I noticed you joined a thing from home and a thing from school. What made you see it?",
        ),
    ),
    "amina-moon": (
        Said("amina-dad", "I noticed that you counted nineteen. I only ever found twelve."),
        Said("amina-gran", "I wonder if we looked at the same time. Here it was nearly morning."),
        Said("amina-dad", "Somebody was up two hours after bedtime.", hidden=True),
    ),
    "amina-beans": (
        Said("amina-mum", "I wonder why the roots go round. Could they be looking for water?"),
        Said("amina", "There is water everywhere in there. I think they just like it.", reply_to=0),
        Said("amina-dad", "It makes me think of my first week in this flat."),
        Said(
            "haddad",
            "Tell me about turning the pot. What did you change, and what did you keep the same?",
        ),
    ),
    "amina-walk": (
        Said("ben-mum", "I noticed the best puddle. Ben's wellies know it well."),
        Said(
            "amina-gran",
            "Now I can walk home with you. Tell me about the big dog. What is he called?",
        ),
        Said("amina", "We call him Mister Gate.", reply_to=1),
        Said(
            "jayden-dad",
            "I wonder how long the walk is in wheels instead of feet.",
            state="waiting",
        ),
    ),
    "amina-scarf": (
        Said("amina-gran", "Yes, this is how. She dropped stitches too, and called them windows."),
        Said("amina", "Then I have three windows.", reply_to=0),
        Said("amina-mum", "I noticed you fixed the last one by yourself."),
    ),
    "ben-football": (
        Said("amina", "I noticed nobody is looking after the middle. Is that the trick?"),
        Said("ben", "YES. Don't tell Year 4.", reply_to=0),
        Said("ben-dad", "Tell me about the arrow at the top. Who is meant to see you go?"),
        Said("ben", "Nobody! That is the whole idea.", reply_to=2),
        Said(
            "jayden",
            "You fell over because you never tie your laces.",
            state="sent_back",
            note="You may well be right about the laces! Could you say it so that Ben would smile too?",
        ),
        Said(
            "ben-taid",
            "It makes me think of Saturday mornings in the rain. We had a plan like this in 1968. It did not work either.",
            state="waiting",
        ),
        Said(
            "okafor", "I wonder if you could tell where to run using north, south, east and west."
        ),
    ),
    "ben-welsh": (
        Said("ben-taid", "Da iawn ti. I wonder if you can find out what fifteen is made of."),
        Said("ben", "Pymtheg. It is five and ten stuck together!", reply_to=0),
        Said("ben-mum", "I noticed you and Poppy doing this on the stairs."),
        Said(
            "haddad",
            "It makes me think of counting in French. Eighty is four twenties. Who else counts like that?",
        ),
    ),
    "ben-tower": (
        Said("ben-mum", "I heard the first one. Tell me about the second one."),
        Said(
            "ben", "I put the eight-bricks at the bottom and went slowly near the top.", reply_to=0
        ),
        Said("dylan-nan", "I wonder if it could hold up a teapot."),
        Said("ben", "Only an empty one.", reply_to=2),
        Said(
            "mei-mama",
            "It makes me think of the pagodas near Mei's grandad. They are wide at the bottom too.",
        ),
        Said("ben-taid", "I noticed the flag. Whose country is it?", state="waiting"),
    ),
    "ben-cake": (
        Said("ben-taid", "A hard star is still a star. I will have it with tea."),
        Said("ben", "It is in the tin with your name on.", reply_to=0),
    ),
    "ben-amina-boats": (
        Said(
            "okafor",
            "I noticed you each found a different way to be best. Which would you use to carry a real person?",
        ),
        Said("ben", "Mine for the person, hers for the letter.", reply_to=0),
        Said("amina", "I wonder what happens if we put one inside the other."),
    ),
    "ben-best": (
        Said(
            "okafor",
            "I noticed you gave a reason for each. Which one would you do again, in another way?",
        ),
        Said("ben", "The tower, outside, with a helmet.", reply_to=0),
    ),
}
