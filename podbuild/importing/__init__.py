"""A podcast's feed, from anywhere → a show directory. `bringing` is the door.

`feed_tree` makes a tree of whatever is called XML; `read_feed` and `read_items` say what it means, as the values of
`source_feed`; `fetching` is all that knows the network; the rest writes. What a show cannot hold is told, never dropped.
Deliberately absent: feedparser. It rewrites guids, dates and HTML, and what apps know an episode by is to be kept to the letter.
"""
