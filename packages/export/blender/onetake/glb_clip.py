# SPDX-License-Identifier: GPL-3.0-or-later
"""What a GLB says about its clips, read from its JSON alone, before Blender imports it."""

import json
import struct

# A rate within 0.02 % of one of these is meant to be it; 23.976 and the like are spelled out.
STANDARD_RATES = (24000 / 1001, 24, 25, 30000 / 1001, 30, 48, 50, 60000 / 1001, 60, 90, 100, 120, 240)
ASSUMED_RATE = 30.0
MOST_JSON_BYTES = 256 * 1024**2


def describe_glb(path, name):
    """The same that a bundle.json says, from the keys of the file's clips."""
    document = _read_json(path)
    seconds, rate = 0.0, 0.0
    accessors = document.get("accessors", [])
    inputs = {
        sampler["input"] for clip in document.get("animations", []) for sampler in clip.get("samplers", [])
    }
    for index in inputs:
        first, last = accessors[index]["min"][0], accessors[index]["max"][0]
        seconds = max(seconds, last)
        # Reduced tracks have fewer keys than frames, so the densest one tells the rate.
        if accessors[index]["count"] > 1 and last > first:
            rate = max(rate, (accessors[index]["count"] - 1) / (last - first))
    fps = _snap(rate)
    # One frame more only where a key really lies behind the last whole frame.
    whole = int(seconds * fps)
    frame_end = whole if seconds * fps - whole < 1e-3 else whole + 1
    return {"name": name, "fps": fps, "seconds": seconds, "frameStart": 0, "frameEnd": frame_end}


def _snap(rate):
    for standard in STANDARD_RATES:
        if abs(rate - standard) <= standard * 2e-4:
            return standard
    # Keys that are spaced unevenly imply no rate.
    return float(round(rate)) if 1 <= rate <= 240 and abs(rate - round(rate)) < 0.01 else ASSUMED_RATE


def _read_json(path):
    """Raises ValueError for what is no GLB.

    glTF 2.0, section 4.4: a header of 12 bytes, then chunks of a length, a type and data; JSON comes first.
    """
    with open(path, "rb") as file:
        head = file.read(20)
        if len(head) < 20 or head[:4] != b"glTF":
            raise ValueError("The file is no GLB.")
        _, version, _, length, kind = struct.unpack("<4sIIII", head)
        if version != 2 or kind != 0x4E4F534A or length > MOST_JSON_BYTES:
            raise ValueError("The file is no GLB of version 2.")
        try:
            document = json.loads(file.read(length).decode("utf-8"))
        except ValueError:
            raise ValueError("The GLB is damaged: its JSON cannot be parsed.")
    if not isinstance(document, dict):
        raise ValueError("The GLB is damaged: its JSON is no object.")
    return document
