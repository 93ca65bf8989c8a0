"""What the studio knows of a show: states, figures, lanes, and where each sound came from."""

from __future__ import annotations

import shutil
import subprocess
import sys

from tests.cli.running import EPISODE
from tests.preview.living import good_show, serving
from tests.shows import write_show


def test_states_follow_what_is_in_public(tmp_path):
    root = good_show(tmp_path / "show")
    with serving(root) as preview:

        def state() -> str:
            (row,) = preview.ask("-/show.json").json["episodes"]
            return row["state"]

        assert state() == "new"
        subprocess.run([sys.executable, "-m", "podbuild", "build", "--show", str(root)], check=True, capture_output=True)
        assert state() == "published"
        before = preview.save("episodes/ice.md", EPISODE.replace("A word or two.", "Otherwise."))
        preview.wait("build", before)
        assert state() == "changed"
        before = preview.save("episodes/ice.md", EPISODE.replace("HOST:", "HSOT:"))
        preview.wait("build", before, outcome="mistakes")
        (row,) = preview.ask("-/show.json").json["episodes"]
        assert row["errors"] == 1
        before = preview.save("episodes/snow.md", EPISODE.replace("HOST:", "HSOT:"))
        preview.wait("build", before)
        rows = {row["slug"]: row["state"] for row in preview.ask("-/show.json").json["episodes"]}
        assert rows["snow"] == "mistakes"


def test_an_episode_is_told_in_full(tmp_path):
    with serving(write_show(tmp_path / "show")) as preview:
        told = preview.ask("-/episodes/glacier.json").json
        assert told["audio"] == "audio/glacier.mp3"
        assert abs(told["lufs"] - told["target_lufs"]) < 1
        assert [c["title"] for c in told["chapters"]] == ["Cold open", "What the ice says"]
        lanes = {line["lane"] for line in told["lines"]}
        assert lanes == {"voice", "effect", "bed"}
        starts = [line["start_seconds"] for line in told["lines"]]
        assert starts == sorted(starts)
        voices = [line for line in told["lines"] if line["lane"] == "voice"]
        assert voices[0]["line"] == 0 and "computer-generated" in voices[0]["text"]  # podbuild says it, no line of the file
        said = {line["text"]: line for line in voices}
        assert said["Three winters, two skis, and one microphone."]["line"] == 24
        assert {line["engine"] for line in voices} == {"espeak"}
        assert all(-27 < line["lufs"] < -20 for line in voices if line["end_seconds"] - line["start_seconds"] > 1.5)
        assert next(line["take"] for line in told["lines"] if line["lane"] == "bed") == "assets/calm.ogg"
        assert all(line["is_made"] for line in voices)
        assert max(told["momentary"]["lufs"]) < -8
        assert len(told["momentary"]["lufs"]) * told["momentary"]["seconds"] > told["seconds"] - 1
        assert preview.ask("-/episodes/none.json").status == 404
        assert preview.ask("-/episodes/none").status == 404
    shutil.rmtree(tmp_path / "show/.podbuild/preview")
    with serving(tmp_path / "show") as preview:  # now everything is in the cache
        assert not any(line["is_made"] for line in preview.ask("-/episodes/glacier.json").json["lines"])
