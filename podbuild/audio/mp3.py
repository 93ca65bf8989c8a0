"""MP3 as frames: parsing, choosing a chunk's own, joining chunks, and the Info frame that makes the file exact.

No encoder runs here, and nothing but the standard library is imported with it. The chunks are MPEG-1 Layer III at 48 kHz,
constant bit rate, no bit reservoir (`-reservoir 0 -write_xing 0 -id3v2_version 0`): then frames do not lean on the frames
before them.

Where a frame's samples are: LAME delays the sound by 576 samples and a decoder by 529, so frame k of an encode, decoded,
begins 1,105 samples before sample 1152·k of what was encoded. One frame more than the sound has is therefore needed at
its end. A chunk that starts on a frame boundary and is encoded with LEAD_FRAMES in front keeps frames lead to
lead + length: the same frames, byte for byte, that a straight encode has there, but for about one in a thousand, close
behind a cut (docs/mp3-splice.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from podbuild.audio.pcm import Audio

FRAME = 1_152
LEAD_FRAMES = 32
TAIL_FRAMES = 4
ENCODER_DELAY = 576
DECODER_DELAY = 529
RATE_HZ = 48_000

# ISO/IEC 11172-3, 2.4.2.3: bit rates of Layer III, by the header's index.
_KBPS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MONO = 3
_JOINT_STEREO = 1


def frame_bytes(kbps: int) -> int:
    """The length of a frame at 48 kHz, which is always a whole number of bytes: no padding.

    >>> frame_bytes(96), frame_bytes(128)
    (288, 384)
    """
    return 144_000 * kbps // RATE_HZ


def frames(data: bytes) -> list[memoryview]:
    """The audio frames of a stream, in order; ID3 tags and an Info frame are left out.

    Raises:
        ValueError: something in it is no frame of MPEG-1 Layer III at 48 kHz.
    """
    view = memoryview(data)
    if size := _only_size(data):
        return [view[at : at + size] for at in range(0, len(data), size)]
    position, end = _after_id3v2(data), len(data) - (128 if data[-128:-125] == b"TAG" else 0)
    found: list[memoryview] = []
    while position < end:
        size = _size_of(data[position : position + 4])
        if position + size > end:
            raise ValueError(f"the frame at byte {position} is cut off")
        found.append(view[position : position + size])
        position += size
    return found[1:] if found and _is_info(found[0]) else found


def _only_size(data: bytes) -> int:
    """The length of every frame of a stream that is nothing but frames of one size, as encoders write; 0 for any other."""
    if data[:3] == b"ID3" or len(data) < 4 or _is_info(memoryview(data)):
        return 0
    size = _size_of(data[:4])
    is_even = len(data) % size == 0 and all(data[i::size].count(data[i]) == len(data) // size for i in range(3))
    return size if is_even else 0


def _after_id3v2(data: bytes) -> int:
    if data[:3] != b"ID3":
        return 0
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte
    return size + 10


def _size_of(header: bytes) -> int:
    """The length of the frame that this header starts."""
    is_layer_3 = len(header) == 4 and header[0] == 0xFF and header[1] & 0xFE == 0xFA
    if not is_layer_3 or header[2] >> 4 in (0, 15) or header[2] & 0x0C != 0x04:
        raise ValueError(f"no frame of MPEG-1 Layer III at 48 kHz: {header.hex()}")
    return frame_bytes(_KBPS[header[2] >> 4]) + (header[2] >> 1 & 1)


def _side_bytes(header: bytes | memoryview) -> int:
    return 17 if header[3] >> 6 == _MONO else 32


def _is_info(frame: memoryview) -> bool:
    at = 4 + _side_bytes(frame)
    return bytes(frame[at : at + 4]) in (b"Info", b"Xing")


def kept(lead_frames: int, chunk_frames: int, is_last: bool) -> range:
    """Which frames of a chunk's encode belong to the programme; the last chunk keeps the one that flushes the delay.

    >>> kept(32, 400, False), kept(0, 10, True)
    (range(32, 432), range(0, 11))
    """
    return range(lead_frames, lead_frames + chunk_frames + is_last)


def own_frames(data: bytes, lead: int, length: int, tail: int) -> bytes:
    """The part of a chunk's encode that goes into the programme.

    Args:
        data: the encode of lead + chunk + tail.
        lead, length, tail: in samples; lead is in whole MP3 frames, and so is length unless tail is 0, which means that
            the programme ends here.
    Raises:
        ValueError: lead or length does not lie on a frame boundary, or the encode is too short.
    """
    if lead % FRAME or (tail and length % FRAME):
        raise ValueError("a chunk must start and end on a frame boundary")
    found = frames(data)
    chosen = kept(lead // FRAME, -(-length // FRAME), not tail)
    if chosen.stop > len(found):
        raise ValueError(f"{len(found)} frames encoded, {chosen.stop} needed")
    return b"".join(found[chosen.start : chosen.stop])


def frame_count(samples: int) -> int:
    """How many audio frames a programme has.

    >>> frame_count(1152), frame_count(1153)
    (2, 3)
    """
    return -(-samples // FRAME) + 1


def splice(parts: Iterable[bytes], kbps: int, channels: int, samples: int) -> Iterator[bytes]:
    """A whole file from the frames of its chunks, piece by piece: the Info frame first.

    Args:
        parts: what `own_frames` gave for each chunk, in order.
        samples: the programme's length, which the file then has exactly.
    Raises:
        ValueError: the parts do not add up to the programme.
    """
    count, size = frame_count(samples), frame_bytes(kbps)
    padding = count * FRAME - samples - ENCODER_DELAY
    bodies = list(parts)  # an hour at 128 kbit/s is 58 MB; the frame in front needs the checksum of all
    written = sum(map(len, bodies))
    if written != count * size:
        raise ValueError(f"{written} bytes of frames where {count * size} were due")
    yield info_frame(kbps, channels, count, written, padding=padding, music_crc=_crc_of_all(bodies))
    yield from bodies


def info_frame(
    kbps: int,
    channels: int,
    count: int,
    audio_bytes: int,
    *,
    delay: int = ENCODER_DELAY,
    padding: int = ENCODER_DELAY,
    music_crc: int = 0,
) -> bytes:
    """The silent first frame that tells players length, seek points, and what to cut at both ends.

    Args:
        count: audio frames that follow, this one not counted.
        audio_bytes: their length.
        delay, padding: samples that the encoder put before and after the sound, 0 to 4095.
        music_crc: CRC-16 of the frames.
    Source: the Xing header and its LAME extension (gabriel.mp3-tech.org/mp3infotag.html).
    """
    mode = _MONO if channels == 1 else _JOINT_STEREO
    side = 17 if channels == 1 else 32
    own_kbps = next(k for k in _KBPS if k >= kbps and frame_bytes(k) >= 4 + side + 156)
    size = frame_bytes(own_kbps)
    header = bytes((0xFF, 0xFB, _KBPS.index(own_kbps) << 4 | 0x04, mode << 6))
    total = size + audio_bytes
    # With a constant bit rate every percent of the time is a percent of the bytes, but for this frame.
    table = bytes(min(255, 256 * (size + audio_bytes * i // 100) // total) for i in range(100))
    xing = b"Info" + (0x0F).to_bytes(4, "big") + count.to_bytes(4, "big") + total.to_bytes(4, "big") + table + bytes(4)
    # Encoder; CBR; low-pass, peak and gains unknown; flags; bit rate; delay and padding; misc, gain, preset.
    lame = b"LAME3.100" + b"\x01" + bytes(9) + bytes((0, min(255, kbps))) + (delay << 12 | padding).to_bytes(3, "big") + bytes(4)
    lame += total.to_bytes(4, "big") + music_crc.to_bytes(2, "big")
    head = header + bytes(side) + xing + lame
    whole = head + crc16(head).to_bytes(2, "big")
    return whole + bytes(size - len(whole))


def crc16(data: bytes, start: int = 0) -> int:
    """CRC-16/ARC, as LAME's tag has it.

    >>> hex(crc16(b"123456789"))
    '0xbb3d'
    """
    table, crc = _CRC_TABLE, start
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc


def _crc_of_all(bodies: list[bytes]) -> int:
    """The CRC-16 of all bodies in a row: 6 ms for an hour, where a loop over its bytes takes seconds.

    The checksum is the remainder of a division by (x + 1)(x^15 + x + 1), of which x^32767 leaves 1. So bytes that lie
    32,767 bytes apart (counted from the end) weigh the same, and may be added (that is, xored) before anything is divided.
    """
    import numpy as np

    at = -sum(map(len, bodies)) % _CRC_PERIOD  # zeros in front leave a checksum that starts from 0 as it is
    folded = np.zeros(_CRC_PERIOD, np.uint8)
    for body in bodies:
        end = at + len(body)
        rows = np.zeros((-(-end // _CRC_PERIOD), _CRC_PERIOD), np.uint8)
        rows.reshape(-1)[at:end] = np.frombuffer(body, np.uint8)
        folded ^= np.bitwise_xor.reduce(rows, axis=0)
        at = end % _CRC_PERIOD
    return crc16(folded.tobytes())


def _crc_entry(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


_CRC_PERIOD = 32_767
_CRC_TABLE = tuple(_crc_entry(i) for i in range(256))


def decoded(data: bytes, samples: int, scratch: Path) -> Audio:
    """What a listener hears of an encode without Info frame, aligned with what was encoded.

    Args:
        samples: the length of what was encoded.
        scratch: a file to write and remove: libsndfile reads one without coming back to Python for every piece.
    Returns:
        float32, shape (samples, channels).
    """
    import numpy as np
    import soundfile

    found = frames(data)
    count = len(found)
    channels = 1 if found[0][3] >> 6 == _MONO else 2
    body = b"".join(found)
    padding = count * FRAME - samples - ENCODER_DELAY
    framed = info_frame(len(found[0]) * RATE_HZ // 144_000, channels, count, len(body), padding=max(0, padding)) + body
    scratch.write_bytes(framed)
    try:
        audio = np.asarray(soundfile.read(scratch, dtype="float32", always_2d=True)[0], np.float32)
    finally:
        scratch.unlink()
    if len(audio) < samples:
        audio = np.pad(audio, ((0, samples - len(audio)), (0, 0)))
    return audio[:samples]
