"""A real browser over a real site: fixtures that fail a test for whatever went wrong in the browser and was not expected.

    def test_something(page, site, troubles):      # a page of its own; the example show's address, ending in /
        page.goto(site)

    def test_dark(open_page, site):                # a page with other settings, as browser.new_context takes them
        page = open_page(color_scheme="dark", viewport=PHONE)

    troubles.allow("status 404")                   # what is meant to go wrong in this test

The browser is this machine's Chromium; none is downloaded. Without one these tests are skipped, and fail where CI is set.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from podbuild.base.shipped import shipped
from tests.browser.corner_shows import ARABIC, JAPANESE, built_corner
from tests.browser.nu_checker import Checker, checker
from tests.browser.serving import Site, served
from tests.browser.watching import Troubles
from tests.shows import built

HERE = Path(__file__).parent
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No name is looked up: what a page asks of another host fails, and is seen.
ARGUMENTS = ("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",)
DESKTOP = {"width": 1280, "height": 800}
OpenPage = Callable[..., Page]
T = TypeVar("T")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)


def lacks(what: str) -> NoReturn:
    """Pass over a test for want of a program; in continuous integration, which installs all of them, fail."""
    if os.environ.get("CI", "").casefold() in ("true", "1"):
        pytest.fail(f"there is no {what} on this machine, and continuous integration needs it")
    pytest.skip(f"there is no {what} on this machine")


# Of the folder and not of the session: while Playwright runs, its event loop is this thread's, and no other can be started in it.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        lacks("Chromium")
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        arguments = [*ARGUMENTS, *(["--no-sandbox"] if is_root else [])]
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def troubles() -> Iterator[Troubles]:
    """What went wrong in the browser. The test fails in the end for all that it did not allow."""
    found = Troubles()
    yield found
    assert found.left() == []


@pytest.fixture
def open_page(browser: Browser, troubles: Troubles) -> Iterator[OpenPage]:
    """Opens a page in a context of its own; takes what `browser.new_context` takes."""
    contexts = []

    def opened(**settings: Any) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", "timezone_id": "UTC", **settings})
        context.set_default_timeout(10_000)
        contexts.append(context)
        troubles.watch(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder public/ of the example show, built once."""
    root = tmp_path_factory.mktemp("browser") / "show"
    shutil.copytree(shipped("example-show"), root, ignore=shutil.ignore_patterns("public", ".podbuild"))
    in_a_thread(lambda: built(root))
    return root / "public"


@pytest.fixture(scope="session")
def site(public: Path) -> Iterator[str]:
    """The example show's site, on a host of its own, under the path that its show.yaml names."""
    with served(public, "/quiet-roads") as address:
        yield address


@pytest.fixture(scope="session", params=["english", "arabic", "japanese"])
def any_site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The example show's site, then one that is read from right to left, then one in another script; the two have older pages."""
    if request.param == "english":
        yield Site("english", request.getfixturevalue("public"), request.getfixturevalue("site"))
        return
    show = ARABIC if request.param == "arabic" else JAPANESE
    root = tmp_path_factory.mktemp(request.param) / "show"
    folder = in_a_thread(lambda: built_corner(root, show))
    with served(folder, f"/{show.language}") as address:
        yield Site(request.param, folder, address)


@pytest.fixture(scope="session")
def nu() -> Checker:
    """The W3C's checker of pages."""
    found = checker()
    if found is None:
        lacks("Java, for the W3C's checker")
    return found


def in_a_thread(work: Callable[[], T]) -> T:
    """Do something that may start an event loop of its own while Playwright's is this thread's."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()
