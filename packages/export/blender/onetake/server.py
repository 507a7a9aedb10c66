# SPDX-License-Identifier: GPL-3.0-or-later
"""Ask a onetake server. No bpy in here: everything runs in a thread beside Blender.

GET /jobs and GET /jobs/:id/artifacts/:artifact, as packages/core/src/wire.ts says.
"""

import hashlib
import http.client
import json
import os
import re
import urllib.error
import urllib.parse
import urllib.request

TIMEOUT_SECONDS = 20
MOST_LIST_BYTES = 32 * 1024**2
MOST_MODEL_BYTES = 4 * 1024**3
CHUNK_BYTES = 1 << 16
ARTIFACT_PATH = re.compile(r"/jobs/[\w-]{1,64}/artifacts/[\w-]{1,64}")


class ServerError(Exception):
    """What went wrong, and what to do about it, in words for a person. Never holds the token."""


class Canceled(Exception):
    """A person asked to stop."""


def check_address(address, token):
    """The address without its last slash; raises ServerError for one that cannot or must not be used."""
    parts = urllib.parse.urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ServerError("Enter the address of your onetake server, such as https://motion.example.com/api.")
    if parts.username or parts.password:
        raise ServerError("Leave the name and password out of the address; the token has a field of its own.")
    if token and parts.scheme == "http" and not is_loopback(address):
        raise ServerError("Use https: over http anyone on the way could read the token.")
    return urllib.parse.urlunsplit(parts).rstrip("/")


def is_loopback(address):
    host = urllib.parse.urlsplit(address.strip()).hostname or ""
    return host == "localhost" or host == "::1" or host.startswith("127.")


def list_models(address, token, is_canceled=lambda: False):
    """The GLBs of finished jobs, newest first."""
    base = check_address(address, token)
    with _open(base, "/jobs?active=false&limit=100", token) as reply:
        body = reply.read(MOST_LIST_BYTES + 1)
    if is_canceled():
        raise Canceled
    try:
        jobs = json.loads(body.decode("utf-8"))
        return [model for job in jobs if job["status"] == "succeeded" for model in _models_of(job)]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ServerError("The answer is not the list of a onetake server. Is the address right, with its /api?")


def _models_of(job):
    return [
        {
            "operation": str(job["operation"]),
            "finished_at": float(job["updatedAt"]) / 1000,
            "name": os.path.basename(str(artifact["name"])),
            "path": str(artifact["href"]),
            "bytes": int(artifact["bytes"]),
            "sha256": str(artifact["sha256"]),
        }
        for artifact in job["output"]["artifacts"]
        if _is_for_blender(artifact) and ARTIFACT_PATH.fullmatch(str(artifact["href"]))
    ]


def _is_for_blender(artifact):
    """A GLB, or a bundle that the server has packed for Blender; those of other targets are zips, too."""
    is_bundle = artifact["format"] == "zip" and str(artifact.get("label", "")).endswith("-blender")
    return artifact["format"] == "glb" or is_bundle


def download(address, token, model, target, on_progress=lambda share: None, is_canceled=lambda: False):
    """Copy one model to the file `target`; `on_progress` hears from 0 to 1. What is broken or foreign is not kept."""
    base = check_address(address, token)
    if not ARTIFACT_PATH.fullmatch(model["path"]):
        raise ServerError("The server names a file at a place where no job keeps one.")
    digest = hashlib.sha256()
    received = 0
    try:
        with _open(base, model["path"], token) as reply, open(target, "wb") as file:
            # read() would wait for a full chunk; on a slow line nobody could cancel.
            while chunk := reply.read1(CHUNK_BYTES):
                if is_canceled():
                    raise Canceled
                received += len(chunk)
                if received > min(model["bytes"], MOST_MODEL_BYTES):
                    raise ServerError("The server sends more than the file has; it was not kept.")
                digest.update(chunk)
                file.write(chunk)
                on_progress(received / model["bytes"])
        if received != model["bytes"] or digest.hexdigest() != model["sha256"]:
            raise ServerError("The file arrived damaged and was not kept. Try again.")
    except (OSError, http.client.HTTPException) as error:
        _remove(target)
        raise ServerError("The download broke off: " + _reason(error) + ". Try again.")
    except (ServerError, Canceled):
        _remove(target)
        raise


def _remove(path):
    if os.path.exists(path):
        os.remove(path)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The token is for the server that was entered, and for no other that it names."""

    def redirect_request(self, *_):
        return None


def _open(base, path, token):
    request = urllib.request.Request(base + path, headers={"Accept": "*/*"})
    if token:
        request.add_header("Authorization", "Bearer " + token)
    handlers = [_NoRedirects()]
    if is_loopback(base):
        handlers.append(urllib.request.ProxyHandler({}))
    try:
        return urllib.request.build_opener(*handlers).open(request, timeout=TIMEOUT_SECONDS)
    except urllib.error.HTTPError as error:
        with error:
            raise ServerError(_refusal(error))
    except (OSError, http.client.HTTPException, ValueError) as error:
        host = urllib.parse.urlsplit(base).netloc
        raise ServerError(host + " cannot be reached: " + _reason(error) + ". Is the server running?")


def _refusal(error):
    if 300 <= error.code < 400:
        return "The server points to another address. Enter that one, if you trust it."
    if error.code in (401, 403):
        return "The server does not accept the token. Ask for a new one, and enter it in the preferences."
    if error.code == 404:
        return "The server does not have this. Refresh the list; or is the address right, with its /api?"
    try:
        # RFC 9457: `detail` is for a person.
        detail = json.loads(error.read(100_000).decode("utf-8"))["detail"]
    except (OSError, ValueError, KeyError, TypeError):
        detail = "Try again later."
    return "The server answers " + str(error.code) + ": " + str(detail)[:300]


def _reason(error):
    reason = getattr(error, "reason", None) or error
    return str(getattr(reason, "strerror", None) or reason or type(error).__name__)
