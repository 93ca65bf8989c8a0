"""What `podbuild doctor` tells of Spotify: installed, logged in, since when."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from podbuild.publish.spotify_login import login_health
from tests.publish.spotify_place import NOW, Place

DAY = 86_400


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def log_in(place, days, renewed_days=None, folder=".config"):
    home = place.root / "home" / folder / "save-to-spotify"
    home.mkdir(parents=True)
    for name, age in (("dpop_key.json", days), ("token.json", days if renewed_days is None else renewed_days)):
        (home / name).write_text("{}")
        os.utime(home / name, (NOW - age * DAY, NOW - age * DAY))


def health(place):
    (found,) = login_health(place.world, True)
    return found.status, found.detail, found.action


def test_without_the_program_it_says_where_it_is_where_it_is_needed(place):
    (place.root / "bin" / "save-to-spotify").unlink()
    assert health(place) == (
        "warning",
        "save-to-spotify is not installed, and the show publishes with it",
        "install it: https://github.com/spotify/save-to-spotify",
    )
    assert login_health(place.world, False) == ()


def test_without_a_login_it_says_how_to_log_in(place):
    place.set_server(login="none")
    assert health(place) == ("warning", "save-to-spotify 0.2.0, not logged in", "run: save-to-spotify auth login")


def test_trap_7_the_age_of_the_login_is_told_and_warned_of_from_five_months_on(place):
    log_in(place, 100)
    assert health(place) == ("ok", "save-to-spotify 0.2.0, logged in for 100 days", "")
    place.world = replace(place.world, now_seconds=NOW + 60 * DAY)
    status, detail, action = health(place)
    assert status == "warning" and "160 days; a login may end after about six months" in detail
    assert action == "run: save-to-spotify auth login"


def test_trap_7_a_token_that_was_renewed_today_does_not_make_an_old_login_young(place):
    log_in(place, 160, renewed_days=0)
    assert "logged in for 160 days" in health(place)[1]


def test_an_expired_token_is_no_fault_since_the_program_renews_it(place):
    log_in(place, 1)
    place.set_server(login="renewable")
    assert health(place) == ("ok", "save-to-spotify 0.2.0, logged in for 1 day, to be renewed at the next call", "")


def test_the_folder_of_settings_may_be_elsewhere(place):
    log_in(place, 3, folder="elsewhere")
    place.world = replace(
        place.world, environment={**place.world.environment, "XDG_CONFIG_HOME": str(place.root / "home/elsewhere")}
    )
    assert "logged in for 3 days" in health(place)[1]


def test_a_token_of_the_environment_is_warned_of(place):
    place.world = replace(place.world, environment={**place.world.environment, "SAVE_TO_SPOTIFY_AUTH_TOKEN": "x"})
    assert health(place)[0] == "warning"


def test_the_command_tells_it(place):
    log_in(place, 12)
    environment = {**place.world.environment, "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "podbuild", "doctor"], env=environment, capture_output=True, text=True, check=False
    )
    (line,) = [line for line in done.stdout.splitlines() if " spotify " in line]
    assert line.startswith("ok") and "save-to-spotify 0.2.0, logged in for" in line
