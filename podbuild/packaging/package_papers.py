"""LICENSES.txt and DISCLOSURE.txt of a package: whose work it is, what is said about AI, what forms ask."""

from __future__ import annotations

from collections.abc import Iterable

from podbuild.checks.credits import assets_used, rights_of
from podbuild.checks.form_answers import FORMS, Answer
from podbuild.model.show import Asset, Consent, Show
from podbuild.outputs.plain_text import one_line
from podbuild.outputs.text_layout import headed, indented, joined, rows
from podbuild.packaging.package_contents import Contents, licence_in_words


def licenses(contents: Contents) -> str:
    """Who owns what, on what terms."""
    show, episode, release = contents.show, contents.episode, contents.release
    own = [("Holder", one_line(show.copyright or show.author)), ("Licence", licence_in_words(release.license))]
    by_terms: dict[str, list[str]] = {}
    for asset in assets_used(show, episode):
        by_terms.setdefault(rows(_terms(show, asset)), []).append(asset.path)
    used = ["\n".join([*paths, terms]) for terms, paths in by_terms.items()]
    spoken = dict.fromkeys(line.voice for line in episode.lines if line.take is None)
    voices = [(episode.voice(name).display_name, _voice(contents, name)) for name in spoken]
    return joined(
        f'Licences of "{one_line(release.title)}"',
        headed("The episode", rows(own)),
        headed("What is heard and seen in it", "\n\n".join(used) or "Nothing that has a file of its own."),
        headed("Voices", rows(voices)),
        headed("Credits, as the description has them", "\n".join(indented(one_line(line), 2) for line in release.credits)),
    )


def _terms(show: Show, asset: Asset) -> list[tuple[str, str]]:
    rights = rights_of(show, asset)
    if rights is None:
        return [("Holder", "nothing is said of it in rights.yaml")]
    terms = [
        ("Holder", rights.holder),
        ("Licence", licence_in_words(rights.license)),
        ("Credit", rights.attribution),
        ("Source", rights.source),
        ("Proof", rights.proof),
        ("Right ends", rights.expires[:10]),
        ("Part of AI", {"human": "none", "assisted": "made with its help", "generated": "made by AI"}.get(rights.ai or "", "")),
    ]
    return [(label, one_line(value)) for label, value in terms]


def _voice(contents: Contents, name: str) -> str:
    voice = contents.episode.voice(name)
    made = f"{voice.engine} {voice.voice}".strip() + (", a cloned voice" if voice.is_cloned else "")
    agreed = [consent for consent in contents.show.consents if consent.voice == name]
    return "; ".join([made, *(_consent(consent) for consent in agreed)])


def _consent(consent: Consent) -> str:
    parts = [f"{one_line(consent.by)} agreed", one_line(consent.scope), consent.date[:10], consent.file]
    return ", ".join(part for part in parts if part)


# ── DISCLOSURE.txt ───────────────────────────────────────────────────────────────────────────────────────────────────


def disclosure(contents: Contents) -> str:
    """The part of AI, and the answers that forms ask for."""
    label = contents.release.disclosure
    answered = {True: "yes", False: "no", None: "not answered"}[label.is_ai]
    writers = {"human": "people", "assisted": "people, with the help of AI", "generated": "AI"}[label.script]
    facts = [
        ("Script", f"{writers}; AI translated it" if label.is_translated else writers),
        ("Voices", {"recorded": "people", "synthetic": "synthetic", "mixed": "people and synthetic voices"}[label.voices]),
        ("Disclosure", label.reason),
        ("In the audio", f'"{label.spoken}"' if contents.is_said else "nothing is said by podbuild"),
        ("In the description", f'"{label.text}"' if label.text else "nothing is said"),
        ("In the feed", f"podcast:txt ai-content: {answered}"),
    ]
    return joined(
        f'What is said about AI in "{one_line(contents.release.title)}", and what forms ask',
        headed("The facts", rows(facts)),
        *(_form(form, contents.answers) for form in FORMS),
        indented(
            "podbuild answers from the show's files, by the rules that it names. They change: where a form asks otherwise, "
            "the form is right. This is no legal advice."
        ),
    )


def _form(form: str, answers: Iterable[Answer]) -> str:
    asked = [answer for answer in answers if answer.form == form]
    blocks = []
    for answer in asked:
        said = f"{answer.answer}: {answer.reason}" if answer.answer else f"Only you know: {answer.reason}"
        blocks.append(f"  {answer.question}\n{indented(one_line(said), 4)}\n{indented(f'({answer.source})', 4)}")
    return headed(form, "\n\n".join(blocks))
