"""The pictures of pages in docs/images: `python docs/page_pictures.py` makes them anew, from the example show in a browser.

Needs Playwright and a Chromium on PATH, as the browser tests do.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from podbuild.base.shipped import shipped

IMAGES = Path(__file__).resolve().parent / "images"
EPISODE = "episodes/the-glacier-that-sang/"
STUDIO = "-/episodes/the-glacier-that-sang"
DESKTOP, PHONE = (1280, 1000), (390, 844)
SITE = {"first page": "", "episode": EPISODE, "search": "search/?q=glacier", "lost": "nowhere"}
OWN = {"studio": "-/", "desk": STUDIO}
MISTAKES = "HOSTT: Who is there?\n\n{sfx: crak, gain: -2 dB}\n\n"
_LARGEST_BYTES = 195_000


@contextmanager
def preview() -> Iterator[tuple[str, Path]]:
    """The example show served, and its folder."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "quiet-roads"
        shutil.copytree(shipped("example-show"), root, ignore=shutil.ignore_patterns("public", ".podbuild"))
        subprocess.run([sys.executable, "-m", "podbuild", "build", "--show", str(root)], check=True, capture_output=True)
        command = [sys.executable, "-u", "-m", "podbuild", "serve", "--show", str(root), "--port", "0"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert process.stdout
        try:
            said = iter(process.stdout.readline, "")
            address = next(m[1] for line in said if (m := re.match(r"(http://\S+)  the site", line)))
            next(line for line in said if ".podbuild/preview" in line)  # the first build is done
            yield address, root
        finally:
            process.terminate()
            process.wait(20)


def shot(page: Page, address: str) -> Image.Image:
    """A page as a listener sees it: without the preview's bar."""
    page.goto(address)
    page.wait_for_timeout(1500)
    page.evaluate("document.querySelector('.podbuild-bar')?.remove()")
    return taken(page)


def taken(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def pages(browser: Browser, address: str, size: tuple[int, int], kinds: Sequence[str]) -> Image.Image:
    """Pages side by side, those by day above those by night."""
    rows = []
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, locale="en-GB")
        page = context.new_page()
        rows.append([shot(page, address + path) for path in kinds])
        context.close()
    gap, width, height = 16, size[0] * len(kinds) + 16 * (len(kinds) - 1), size[1]
    sheet = Image.new("RGB", (width, height * 2 + gap), "#8a8a8a")
    for y, row in enumerate(rows):
        for x, image in enumerate(row):
            sheet.paste(image, (x * (size[0] + gap), y * (height + gap)))
    return sheet


def keep(image: Image.Image, name: str, width: int) -> None:
    """Write a picture of that width, as good as its size allows."""
    small = image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
    data = io.BytesIO()
    for quality in (85, 75, 65, 55):
        data = io.BytesIO()
        small.save(data, "JPEG", quality=quality, subsampling=0, optimize=True, progressive=True)
        if data.tell() <= _LARGEST_BYTES:
            break
    (IMAGES / name).write_bytes(data.getvalue())


def overlay(page: Page, address: str, root: Path) -> Image.Image:
    """An episode's page with two mistakes over it."""
    script = root / "episodes" / "the-glacier-that-sang.md"
    text = script.read_text("utf-8")
    page.goto(address + EPISODE)
    page.wait_for_timeout(800)
    script.write_text(text.replace("HOST:", MISTAKES + "HOST:", 1), "utf-8")
    page.locator(".podbuild-overlay").wait_for()
    page.wait_for_timeout(500)
    found = taken(page)
    script.write_text(text, "utf-8")
    page.locator(".podbuild-overlay").wait_for(state="hidden")
    return found


def main() -> None:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with preview() as (address, root), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, locale="en-GB").new_page()
        keep(shot(page, address), "site.jpg", 960)
        keep(shot(page, address + EPISODE), "episode-page.jpg", 960)
        keep(overlay(page, address, root), "preview-overlay.jpg", 960)
        keep(shot(page, address + OWN["studio"]), "studio-list.jpg", 960)
        keep(shot(page, address + OWN["desk"]), "studio-episode.jpg", 960)
        keep(pages(browser, address, DESKTOP, [*SITE.values()]), "pages-desktop.jpg", 1600)
        keep(pages(browser, address, PHONE, [*SITE.values()]), "pages-phone.jpg", 1200)
        keep(pages(browser, address, DESKTOP, [*OWN.values()]), "studio-desktop.jpg", 1400)
        keep(pages(browser, address, PHONE, [*OWN.values()]), "studio-phone.jpg", 800)
        browser.close()


if __name__ == "__main__":
    main()
