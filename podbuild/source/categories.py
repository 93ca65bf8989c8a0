"""Apple Podcasts' categories (https://podcasters.apple.com/support/1691-apple-podcasts-categories)."""

from __future__ import annotations

from collections.abc import Mapping

from podbuild.model.show import Category

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "Arts": ("Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"),
    "Business": ("Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "History": (),
    "Health & Fitness": ("Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": ("Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden", "Video Games"),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": ("Business News", "Daily News", "Entertainment News", "News Commentary", "Politics", "Sports News", "Tech News"),
    "Religion & Spirituality": ("Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"),
    "Science": (
        *("Astronomy", "Chemistry", "Earth Sciences", "Life Sciences", "Mathematics", "Natural Sciences", "Nature"),
        *("Physics", "Social Sciences"),
    ),
    "Society & Culture": ("Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"),
    "Sports": (
        *("Baseball", "Basketball", "Cricket", "Fantasy Sports", "Football", "Golf", "Hockey", "Rugby", "Running", "Soccer"),
        *("Swimming", "Tennis", "Volleyball", "Wilderness", "Wrestling"),
    ),
    "Technology": (),
    "True Crime": (),
    "TV & Film": ("After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"),
}
WRITTEN: tuple[str, ...] = tuple(
    written for name, subs in CATEGORIES.items() for written in (name, *(f"{name} > {sub}" for sub in subs))
)
_BY_FOLDED = {written.casefold(): written for written in WRITTEN}


def parse_category(text: str) -> Category | None:
    """A category written `Name` or `Name > Subcategory`, in any case, or None.

    >>> parse_category("society & culture > Places & travel")
    Category(name='Society & Culture', sub='Places & Travel')
    >>> parse_category("Cooking")
    """
    written = _BY_FOLDED.get(" > ".join(part.strip() for part in text.split(">")).casefold())
    if written is None:
        return None
    name, _, sub = written.partition(" > ")
    return Category(name, sub)


def nearest_names(text: str) -> tuple[str, ...]:
    """What to offer for a category that is none: first where its last part fits a subcategory, else all top names."""
    last = text.rsplit(">", maxsplit=1)[-1].strip().casefold()
    fitting = tuple(written for written in WRITTEN if written.split(" > ")[-1].casefold() == last)
    return fitting or (WRITTEN if ">" in text else tuple(CATEGORIES))
