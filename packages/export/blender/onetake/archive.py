# SPDX-License-Identifier: GPL-3.0-or-later
"""Take the models and videos out of a bundle. A zip is untrusted: nothing in it decides where anything is written."""

import filecmp
import json
import math
import os
import posixpath
import shutil
import zipfile

MOST_ENTRIES = 10_000
MOST_JSON_BYTES = 1_000_000
MOST_MODEL_BYTES = 4 * 1024**3
CHUNK_BYTES = 1 << 20
# What an MP4 or MOV may begin with, behind four bytes of length (ISO/IEC 14496-12, 4.2).
MOVIE_STARTS = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"styp", b"pnot")


class BundleError(Exception):
    """What is wrong with a bundle, in words for a person."""


def extract_bundles(path, folder):
    """Write each model of the bundle at `path` into `folder`, and each video beside the bundle, under names of ours.

    Blender keeps no video in its file but reads it whenever it shows it, so a video has to stay.
    Gives pairs of what its bundle.json says and where its file is now.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = _extract(archive, folder)
        return [(bundle, _keep(file, path) if "movie" in bundle else file) for bundle, file in found]
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError) as error:
        raise BundleError("The bundle cannot be read: " + str(error) + ". Download it again.")


def _extract(archive, folder):
    entries = {item.filename: item for item in archive.infolist()}
    if len(entries) > MOST_ENTRIES:
        raise BundleError("The bundle has more than " + str(MOST_ENTRIES) + " files; it is not one of ours.")
    notes = sorted(name for name in entries if posixpath.basename(name) == "bundle.json")
    if not notes:
        raise BundleError("This zip is no onetake bundle for Blender: it has no bundle.json.")
    found = []
    for index, name in enumerate(notes):
        bundle = _read_note(archive, entries[name])
        file = posixpath.basename(bundle["movie"] if "movie" in bundle else bundle["glb"])
        inside = posixpath.join(posixpath.dirname(name), file)
        if inside not in entries:
            raise BundleError("The bundle is incomplete: " + inside + " is missing.")
        ending = (".mov" if file.endswith(".mov") else ".mp4") if "movie" in bundle else ".glb"
        target = os.path.join(folder, str(index) + ending)
        _copy(archive, entries[inside], target, is_movie="movie" in bundle)
        found.append((bundle, target))
    return found


def _keep(file, beside):
    """Move a video to where the bundle lies, under its name. One that lies there already is taken as it is."""
    start, ending = os.path.splitext(os.path.abspath(beside))[0], os.path.splitext(file)[1]
    for count in range(1, MOST_ENTRIES):
        target = start + ("" if count == 1 else "-" + str(count)) + ending
        if not os.path.exists(target):
            try:
                shutil.move(file, target)
            except OSError as error:
                raise BundleError("The video cannot be put beside the bundle: " + str(error) + ".")
            return target
        if os.path.isfile(target) and filecmp.cmp(file, target, shallow=False):
            return target
    raise BundleError("There are too many videos beside the bundle; move it to another folder.")


def _read_note(archive, entry):
    if entry.file_size > MOST_JSON_BYTES:
        raise BundleError(entry.filename + " is too large to be ours.")
    try:
        bundle = json.loads(archive.read(entry).decode("utf-8"))
    except (ValueError, RuntimeError) as error:
        raise BundleError(entry.filename + " cannot be read: " + str(error))
    if not is_bundle(bundle):
        raise BundleError(entry.filename + " does not say what this add-on needs; update the add-on.")
    return bundle


def is_bundle(value):
    """Whether a bundle.json has everything the import asks of it, each number in its range."""
    if not isinstance(value, dict):
        return False
    is_movie = "movie" in value
    texts = all(isinstance(value.get(key), str) and value[key] for key in ("name", "movie" if is_movie else "glb"))
    whole = all(_is_whole(value.get(key), 1_048_574) for key in ("frameStart", "frameEnd"))
    if is_movie:
        whole = whole and all(_is_whole(value.get(key), 65_535) for key in ("width", "height"))
        whole = whole and type(value.get("hasSound")) is bool
    return texts and whole and _is_number(value.get("fps"), 0.01, 1000) and _is_number(value.get("seconds"), 0, 1e6)


def _is_whole(value, most):
    return type(value) is int and 0 <= value <= most


def _is_number(value, least, most):
    return type(value) in (int, float) and math.isfinite(value) and least <= value <= most


def _copy(archive, entry, target, is_movie):
    """The size that a zip announces may be a lie, so what comes is counted."""
    written = 0
    with archive.open(entry) as source, open(target, "wb") as file:
        while chunk := source.read(CHUNK_BYTES):
            if written == 0 and not (chunk[4:8] in MOVIE_STARTS if is_movie else chunk.startswith(b"glTF")):
                raise BundleError(entry.filename + (" is no MP4." if is_movie else " is no GLB."))
            written += len(chunk)
            if written > MOST_MODEL_BYTES:
                raise BundleError(entry.filename + " is larger than 4 GiB.")
            file.write(chunk)
    if written == 0:
        raise BundleError(entry.filename + " is empty.")
