"""libespeak-ng through ctypes: SSML in, samples, word starts and sounds out.

One loaded library is not deterministic: what it said before changes what it says next, and initialising it again does
not help. So each utterance gets a library that was just loaded, and it is unloaded afterwards. Where unloading does not
work (another part of the process holds the library) the utterance is spoken in a new process. Two threads on one
instance crash: a lock lets one speak at a time. Its noise is seeded here: by itself it takes the time.

Deliberately absent: how a line becomes an SSML document (espeak_voice.py), which voice a name means (espeak_names.py).
"""

from __future__ import annotations

import _ctypes
import ctypes
import hashlib
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import espeakng_loader

if TYPE_CHECKING:
    import numpy as np

# Names and values from espeak-ng/speak_lib.h, API revision 12.
_SYNCHRONOUS = 2  # samples are handed over in the calling thread: no threads of its own, and 2.6 times as fast
_PHONEME_EVENTS, _PHONEME_IPA, _DONT_EXIT = 0x1, 0x2, 0x8000
_UTF8, _SSML, _PHONEMES = 0x1, 0x10, 0x100
_RATE, _PITCH = 1, 3
_LIST_END, _WORD, _MARK, _PHONEME = 0, 1, 3, 7
_DATA_PATH_LIMIT_BYTES = 140  # the library holds the path in 160 bytes, and appends to it

_lock = Lock()


class EspeakError(Exception):
    """The library could not be loaded, or does not know a voice."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the library made: int16 samples, shape (frames,), word starts as (frame, character in the SSML), and the
    sounds behind each mark as (mark, IPA).
    """

    samples: np.ndarray
    sample_rate_hz: int
    starts: tuple[tuple[int, int], ...]
    sounds: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryVoice:
    """A voice file: `identifier` is its path in the data folder, `language` its first language in lower case."""

    name: str
    language: str
    identifier: str

    @property
    def file(self) -> str:
        return self.identifier.rpartition("/")[2]


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_ubyte * 8),
    )


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


def speak_ssml(ssml: str, voice: str, rate: int | None = None, pitch: int | None = None) -> Heard:
    """Speak an SSML document as if it were the first thing the library ever said.

    Args:
        voice: the library's own name, such as "gmw/en+f3". rate: words a minute, 80 to 450. pitch: 0 to 100.
    Raises:
        EspeakError: the voice is unknown, or the library cannot be used.
    """
    with _lock:
        if _is_loaded():
            return _in_new_process(ssml, voice, rate, pitch)
        with _library(_DONT_EXIT) as (library, sample_rate_hz):
            return _spoken(library, sample_rate_hz, ssml, voice, rate, pitch)


def sounds_of(mnemonics: Sequence[str], voice: str) -> tuple[str, ...]:
    """What each of the library's phoneme mnemonics sounds like in a voice, in IPA: "" where the voice has no such sound."""
    marked = "".join(f'<mark name="{i}"/>[[{escape(m, quote=False)}]], ' for i, m in enumerate(mnemonics))
    with _lock, _library(_DONT_EXIT | _PHONEME_EVENTS | _PHONEME_IPA) as (library, sample_rate_hz):
        heard = _spoken(library, sample_rate_hz, f"<speak>{marked}</speak>", voice, None, None)
    sounds = dict(heard.sounds)
    return tuple(sounds.get(str(i), "") for i in range(len(mnemonics)))


@cache
def library_voices() -> tuple[tuple[LibraryVoice, ...], tuple[LibraryVoice, ...]]:
    """All languages, and all variants (what stands after "+" in a voice's name)."""
    with _lock, _library(_DONT_EXIT) as (library, _):
        library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        wanted = _Voice(languages=ctypes.cast(ctypes.c_char_p(b"variant"), ctypes.c_void_p))
        return _listed(library.espeak_ListVoices(None)), _listed(library.espeak_ListVoices(ctypes.byref(wanted)))


def _listed(pointers: Any) -> tuple[LibraryVoice, ...]:
    found, i = [], 0
    while pointers[i]:
        voice = pointers[i].contents
        language = ctypes.string_at(voice.languages + 1).decode() if voice.languages else ""  # the first byte is a priority
        found.append(LibraryVoice(voice.name.decode(), language, voice.identifier.decode()))
        i += 1
    return tuple(found)


def _spoken(library: Any, sample_rate_hz: int, ssml: str, voice: str, rate: int | None, pitch: int | None) -> Heard:
    if library.espeak_SetVoiceByName(voice.encode()) != 0:
        raise EspeakError(f'espeak has no voice "{voice}"')
    for parameter, value in ((_RATE, rate), (_PITCH, pitch)):
        if value is not None:
            library.espeak_SetParameter(parameter, value, 0)
    _seed(library)
    blocks: list[bytes] = []
    events: list[tuple[int, int, int, str]] = []

    def on_block(samples: Any, count: int, block_events: Any) -> int:
        if samples and count > 0:
            blocks.append(ctypes.string_at(samples, count * 2))
        i = 0
        while (event := block_events[i]).type != _LIST_END:
            events.append((event.type, event.sample, event.text_position - 1, _name(event)))
            i += 1
        return 0

    data = ssml.encode("utf-8", "replace") + b"\0"
    callback = _Callback(on_block)  # kept until the end: the library holds only its address
    library.espeak_SetSynthCallback(callback)
    if library.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, 1, 0, _UTF8 | _SSML | _PHONEMES, None, None) != 0:
        raise EspeakError("espeak did not take the text")
    library.espeak_Synchronize()
    import numpy as np

    pcm = np.frombuffer(b"".join(blocks), dtype=np.int16).copy()
    return Heard(pcm, sample_rate_hz, tuple((e[1], e[2]) for e in events if e[0] == _WORD), _sounds(events))


def _seed(library: Any) -> None:
    """Breath is noise: of the library's own generator, seeded with the time, or of the C library's ("klatt 6" voices)."""
    library.espeak_ng_SetRandSeed(ctypes.c_long(1))
    c_library = ctypes.cdll.ucrtbase if sys.platform == "win32" else ctypes.CDLL(None)
    c_library.srand(1)


def _name(event: _Event) -> str:
    """The name of a mark, which stands elsewhere, or of a phoneme, which stands in the event."""
    raw = bytes(event.id)
    if event.type == _MARK:
        raw = ctypes.cast(ctypes.c_void_p.from_buffer_copy(raw), ctypes.c_char_p).value or b""
    return raw.split(b"\0")[0].decode("utf-8", "ignore") if event.type in (_MARK, _PHONEME) else ""


def _sounds(events: Sequence[tuple[int, int, int, str]]) -> tuple[tuple[str, str], ...]:
    sounds: list[tuple[str, str]] = []
    for kind, _, _, name in events:
        if kind == _MARK:
            sounds.append((name, ""))
        elif kind == _PHONEME and sounds:
            sounds[-1] = (sounds[-1][0], sounds[-1][1] + name.strip("ˈˌ _|"))
    return tuple(sounds)


@contextmanager
def _library(options: int) -> Iterator[tuple[Any, int]]:
    try:
        library = ctypes.CDLL(_library_path())
    except OSError as e:
        raise EspeakError(f"the espeak library cannot be loaded: {e}") from e
    try:
        sample_rate_hz = library.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(_data_path()), options)
        if sample_rate_hz <= 0:
            raise EspeakError("the espeak library cannot read its data")
        yield library, sample_rate_hz
        library.espeak_Terminate()
    finally:
        _unload(library)


def _unload(library: Any) -> None:
    if sys.platform == "win32":
        ctypes.windll.kernel32.FreeLibrary(ctypes.c_void_p(library._handle))
    else:
        _ctypes.dlclose(library._handle)


def _is_loaded() -> bool:
    """Whether someone holds the library: loading it once more would then give the used one, not a fresh one."""
    path = _library_path()
    if sys.platform == "win32":
        return bool(ctypes.windll.kernel32.GetModuleHandleW(path))
    with suppress(OSError):
        _ctypes.dlclose(_ctypes.dlopen(path, os.RTLD_NOLOAD | os.RTLD_NOW))
        return True
    return False


def _library_path() -> str:
    return str(espeakng_loader.get_library_path())  # type: ignore[no-untyped-call]


@cache
def _data_path() -> str:
    """The data folder, under a name that is short enough for the library."""
    path = str(espeakng_loader.get_data_path())  # type: ignore[no-untyped-call]
    return path if len(os.fsencode(path)) <= _DATA_PATH_LIMIT_BYTES else _short_path(path)


def _short_path(path: str) -> str:
    """A link in the temporary folder, or a copy where links are not allowed; named by the path, so it is made once."""
    short = Path(tempfile.gettempdir()) / f"espeak-{hashlib.sha256(os.fsencode(path)).hexdigest()[:16]}"
    if not (short / "phontab").is_file():
        try:
            short.symlink_to(path, target_is_directory=True)
        except FileExistsError:
            pass  # another process was faster
        except OSError:
            shutil.copytree(path, short, dirs_exist_ok=True)
    return str(short)


def _in_new_process(*request: Any) -> Heard:
    command = [sys.executable, "-m", __name__]
    done = subprocess.run(command, input=pickle.dumps(request), capture_output=True, check=False)
    if done.returncode != 0:
        raise EspeakError(done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2])
    return Heard(*pickle.loads(done.stdout))


if __name__ == "__main__":
    heard = speak_ssml(*pickle.load(sys.stdin.buffer))
    plain = (heard.samples, heard.sample_rate_hz, heard.starts, heard.sounds)
    sys.stdout.buffer.write(pickle.dumps(plain))  # not a Heard of this module: its name is __main__ here
