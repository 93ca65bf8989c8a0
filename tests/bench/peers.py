"""What people use today to make one MP3 of many clips, each as its users write it: commands run in a folder of clips.

A peer finds the clips as clips/000.wav and so on, 450 ms of silence as gap.wav, and leaves out.mp3: mono, 96 kbit/s. None
knows anything of podbuild.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

_LISTED = "for f in clips/*.wav; do echo \"file '$f'\"; echo \"file 'gap.wav'\"; done | sed '$d' > list.txt"
_FFMPEG = "ffmpeg -nostdin -y -hide_banner -loglevel error"
_MP3 = "-c:a libmp3lame -b:a 96k -ar 48000 -ac 1"

_PYDUB = """\
from pathlib import Path
from pydub import AudioSegment

gap = AudioSegment.silent(450, frame_rate=48000)
whole = AudioSegment.empty().set_frame_rate(48000)
for number, path in enumerate(sorted(Path("clips").glob("*.wav"))):
    whole += AudioSegment.from_wav(path) if number == 0 else gap + AudioSegment.from_wav(path)

def match_target_amplitude(sound, target_dbfs):
    return sound.apply_gain(target_dbfs - sound.dBFS)

match_target_amplitude(whole, -19.0).export("out.mp3", format="mp3", bitrate="96k")
"""

_MAKEFILE = f"""\
CLIPS := $(sort $(wildcard clips/*.wav))
READY := $(CLIPS:clips/%=ready/%)

out.mp3: $(READY) list.txt
\t{_FFMPEG} -f concat -safe 0 -i list.txt -af loudnorm=I=-19:TP=-1:LRA=11 {_MP3} $@

list.txt: $(CLIPS)
\tfor f in $(READY); do echo "file '$$f'"; done > $@

ready/%.wav: clips/%.wav
\t@mkdir -p ready
\t{_FFMPEG} -i $< -ar 48000 -ac 1 -af apad=pad_dur=0.45 $@
"""

_LOUDNORM = "loudnorm=I=-19:TP=-1:LRA=11"
_TWO_PASSES = f"""\
set -e
{_LISTED}
said=$(ffmpeg -nostdin -hide_banner -f concat -safe 0 -i list.txt -af {_LOUDNORM}:print_format=json -f null - 2>&1)
of() {{ echo "$said" | sed -n "s/.*\\"$1\\" : \\"\\(.*\\)\\".*/\\1/p"; }}
measured="measured_I=$(of input_i):measured_TP=$(of input_tp):measured_LRA=$(of input_lra):measured_thresh=$(of input_thresh)"
{_FFMPEG} -f concat -safe 0 -i list.txt -af {_LOUDNORM}:$measured:offset=$(of target_offset):linear=true {_MP3} out.mp3
"""

_NORMALIZE = f"""\
set -e
{_LISTED}
{_FFMPEG} -f concat -safe 0 -i list.txt -c copy whole.wav
PYTHON -m ffmpeg_normalize whole.wav -f -t -19 -c:a libmp3lame -b:a 96k -ar 48000 -o out.mp3
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A way of making the file: the command, the file that it needs beside the clips, and the Python module it stands on."""

    name: str
    command: tuple[str, ...]
    file: str
    text: str
    module: str = ""

    def is_installed(self, python: str) -> bool:
        if not self.module:
            return True
        return subprocess.run([python, "-c", f"import {self.module}"], capture_output=True, check=False).returncode == 0

    def prepared(self, folder: Path, python: str) -> list[str]:
        """Write the peer's file into a folder; the command line that makes out.mp3 there."""
        (folder / self.file).write_text(self.text.replace("PYTHON", python), "utf-8")
        return [word.replace("PYTHON", python) for word in self.command]


def peers(jobs: int) -> tuple[Peer, ...]:
    return (
        Peer("pydub", ("PYTHON", "make.py"), "make.py", _PYDUB, "pydub"),
        Peer("Makefile", ("make", "-s", f"-j{jobs}"), "Makefile", _MAKEFILE),
        Peer("two-pass loudnorm", ("sh", "make.sh"), "make.sh", _TWO_PASSES),
        Peer("ffmpeg-normalize", ("sh", "make.sh"), "make.sh", _NORMALIZE, "ffmpeg_normalize"),
    )
