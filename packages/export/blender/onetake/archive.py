# SPDX-License-Identifier: GPL-3.0-or-later
"""Take the GLBs out of a bundle. A zip is untrusted: nothing in it decides where anything is written."""

import json
import math
import os
import posixpath
import zipfile

MOST_ENTRIES = 10_000
MOST_JSON_BYTES = 1_000_000
MOST_MODEL_BYTES = 4 * 1024**3
CHUNK_BYTES = 1 << 20


class BundleError(Exception):
    """What is wrong with a bundle, in words for a person."""


def extract_bundles(path, folder):
    """Write each model of the bundle at `path` into `folder`, under names of ours.

    Gives pairs of what its bundle.json says and where its GLB is now.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _extract(archive, folder)
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
        model = posixpath.join(posixpath.dirname(name), posixpath.basename(bundle["glb"]))
        if model not in entries:
            raise BundleError("The bundle is incomplete: " + model + " is missing.")
        target = os.path.join(folder, str(index) + ".glb")
        _copy(archive, entries[model], target)
        found.append((bundle, target))
    return found


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
    texts = all(isinstance(value.get(key), str) and value[key] for key in ("name", "glb"))
    whole = all(type(value.get(key)) is int and 0 <= value[key] <= 1_048_574 for key in ("frameStart", "frameEnd"))
    return texts and whole and _is_number(value.get("fps"), 0.01, 1000) and _is_number(value.get("seconds"), 0, 1e6)


def _is_number(value, least, most):
    return type(value) in (int, float) and math.isfinite(value) and least <= value <= most


def _copy(archive, entry, target):
    """The size that a zip announces may be a lie, so what comes is counted."""
    written = 0
    with archive.open(entry) as source, open(target, "wb") as file:
        while chunk := source.read(CHUNK_BYTES):
            if written == 0 and not chunk.startswith(b"glTF"):
                raise BundleError(entry.filename + " is no GLB.")
            written += len(chunk)
            if written > MOST_MODEL_BYTES:
                raise BundleError(entry.filename + " is larger than 4 GiB.")
            file.write(chunk)
    if written == 0:
        raise BundleError(entry.filename + " is empty.")
