"""Categories as feeds have them → Apple's list of today. Source: Apple's table of 2019, in which old names have new ones."""

from __future__ import annotations

from podbuild.source.categories import WRITTEN, parse_category

_NEW_NAMES = {
    "arts > literature": "Arts > Books",
    "business > business news": "News > Business News",
    "business > management & marketing": "Business > Management",
    "business > shopping": "Business",
    "education > educational technology": "Education",
    "education > education technology": "Education",
    "education > higher education": "Education > Courses",
    "education > k-12": "Education > Courses",
    "education > training": "Education > Courses",
    "education > language courses": "Education > Language Learning",
    "games & hobbies": "Leisure",
    "games & hobbies > automotive": "Leisure > Automotive",
    "games & hobbies > aviation": "Leisure > Aviation",
    "games & hobbies > hobbies": "Leisure > Hobbies",
    "games & hobbies > other games": "Leisure > Games",
    "games & hobbies > video games": "Leisure > Video Games",
    "government & organizations": "Government",
    "government & organizations > non-profit": "Business > Non-Profit",
    "health": "Health & Fitness",
    "health > fitness & nutrition": "Health & Fitness > Fitness",
    "health > self-help": "Education > Self-Improvement",
    "health > sexuality": "Health & Fitness > Sexuality",
    "health > alternative health": "Health & Fitness > Alternative Health",
    "health > kids & family": "Kids & Family > Parenting",
    "international": "News",
    "kids & family > kids": "Kids & Family > Education for Kids",
    "news & politics": "News",
    "news & politics > conservative (right)": "News > Politics",
    "news & politics > liberal (left)": "News > Politics",
    "podcasting": "Technology",
    "public radio": "News",
    "religion & spirituality > other": "Religion & Spirituality",
    "religion & spirituality > spirituality": "Religion & Spirituality > Spirituality",
    "science & medicine": "Science",
    "science & medicine > medicine": "Health & Fitness > Medicine",
    "science & medicine > natural sciences": "Science > Natural Sciences",
    "science & medicine > social sciences": "Science > Social Sciences",
    "society & culture > gay & lesbian": "Society & Culture > Relationships",
    "society & culture > history": "History",
    "society & culture > philosophy": "Society & Culture > Philosophy",
    "sports & recreation": "Sports",
    "sports & recreation > amateur": "Sports",
    "sports & recreation > college & high school": "Sports",
    "sports & recreation > outdoor": "Sports > Wilderness",
    "sports & recreation > professional": "Sports",
    "technology > gadgets": "Technology",
    "technology > podcasting": "Technology",
    "technology > software how-to": "Technology",
    "technology > tech news": "News > Tech News",
    "transportation": "Leisure",
}
_BY_SUB = {written.partition(" > ")[2].casefold(): written for written in WRITTEN if " > " in written}


def category_of(text: str) -> str | None:
    """A category of Apple's list, written `Name > Subcategory`, or None.

    >>> category_of("Society &amp; Culture > History"), category_of("Technology > Gadgets"), category_of("design")
    ('History', 'Technology', 'Arts > Design')
    >>> category_of("science > astrology"), category_of("Cooking")
    ('Science', None)
    """
    plain = " > ".join(" ".join(part.split()) for part in text.replace("&amp;", "&").replace("/", " > ").split(">"))
    tries = (plain, _NEW_NAMES.get(plain.casefold(), ""), _BY_SUB.get(plain.casefold(), ""), plain.partition(" > ")[0])
    for name in (*tries, _NEW_NAMES.get(tries[-1].casefold(), "")):
        if found := parse_category(name) if name else None:
            return f"{found.name} > {found.sub}" if found.sub else found.name
    return None
