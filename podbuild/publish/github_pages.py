"""GitHub Pages: a branch that pages are served from, or the archive that GitHub's own action deploys."""

from __future__ import annotations

from podbuild.base.diagnostics import Diagnostic
from podbuild.model.destination import Destination, Setting
from podbuild.model.edition import Edition
from podbuild.model.show import Show
from podbuild.publish.target import MEDIA, Session, Target
from podbuild.steps.world import World

LARGEST_BYTES = 100 << 20  # GitHub docs, "About large files on GitHub": a push with a larger one is refused whole
_LARGE_BYTES = 50 << 20  # from here on GitHub warns (GitHub docs, "About large files on GitHub")
_LARGEST_SITE_BYTES = 1 << 30  # GitHub docs, "GitHub Pages limits"
_OUT = ".podbuild/pages/artifact.tar"


def open_pages(destination: Destination, show: Show, world: World) -> Session:
    if destination.settings.get("as") == "artifact":
        from podbuild.publish.pages_artifact import ArtifactSession

        return ArtifactSession(destination.settings.get("out") or _OUT)
    from podbuild.publish.pages_branch import open_branch

    return open_branch(destination, world)


def _advice(edition: Edition) -> tuple[Diagnostic, ...]:
    found = [
        Diagnostic(
            "file-large",
            f"{file.path} has {file.size_bytes >> 20} MB: GitHub is not made for files over {_LARGE_BYTES >> 20} MB",
            severity="warning",
            fix="let audio live in a bucket: media: NAME",
        )
        for file in edition.files
        if _LARGE_BYTES < file.size_bytes <= LARGEST_BYTES
    ]
    if (size_bytes := sum(file.size_bytes for file in edition.files)) > _LARGEST_SITE_BYTES:
        message = f"the site has {size_bytes / (1 << 30):.1f} GB: GitHub Pages takes 1 GB"
        found.append(Diagnostic("site-large", message, severity="warning", fix="let audio live in a bucket: media: NAME"))
    return tuple(found)


def _problems(destination: Destination) -> tuple[tuple[str, str, str], ...]:
    settings = destination.settings
    problems = []
    remote, branch = str(settings.get("remote") or "origin"), str(settings.get("branch") or "gh-pages")
    if remote.startswith("-") or not remote.strip():
        problems.append(("remote", f'"{remote}" is no remote', "name one of: git remote, or write its address"))
    if "://" in remote and "@" in remote and not remote.startswith("ssh://"):
        fix = "let git know them: a credential helper, or an ssh key"
        problems.append(("remote", "credentials do not belong into show.yaml, which others read", fix))
    if (
        not branch.replace("-", "").replace("/", "").replace("_", "").replace(".", "").isalnum()
        or branch[0] in "-/."
        or ".." in branch
    ):
        problems.append(("branch", f'"{branch}" is no branch', "write a name of letters, digits and hyphens"))
    if (cname := settings.get("cname")) and ("/" in cname or ":" in cname or "." not in cname or " " in cname):
        problems.append(("cname", f'"{cname}" is no domain', "write it bare: podcast.example.org"))
    is_artifact = settings.get("as") == "artifact"
    for key in ("branch", "remote", "cname") if is_artifact else ("out",):
        if settings.get(key) and key in destination.places:
            other = "branch" if is_artifact else "artifact"
            problems.append((key, f'"{key}" is for "as: {other}" only', "drop it"))
    return tuple(problems)


GITHUB_PAGES = Target(
    "github_pages",
    "GitHub Pages: a branch, or the archive that its action deploys",
    (
        Setting(
            "as",
            "A branch that is pushed to, or an archive for actions/deploy-pages",
            "choice",
            ("branch", "artifact"),
            default="branch",
        ),
        Setting("branch", "The branch that pages are served from", default="gh-pages"),
        Setting("remote", "The git remote, by name or address", default="origin"),
        Setting("cname", "The site's own domain, where it has one"),
        Setting("out", "Where the archive is written", default=_OUT),
        MEDIA,
    ),
    open_pages,
    _problems,
    advice=_advice,
)
