// Written by scripts/embed-files.mjs; change the files in blender/, unity/ and web/ instead.

/** Of this package. */
export const EXPORT_VERSION = '0.0.0'

/** Of the Blender add-on, by name. */
export const BLENDER_ADDON: Readonly<Record<string, string>> = {
  '__init__.py': `# SPDX-License-Identifier: GPL-3.0-or-later
"""onetake for Blender: bundles from disk, and finished jobs from a onetake server.

One folder, two ways to install it: Blender 3.4 to 4.1 read bl_info, Blender 4.2 and later blender_manifest.toml.
"""

bl_info = {
    "name": "onetake",
    "author": "onetake contributors",
    "version": (0, 1, 0),
    "blender": (3, 4, 0),
    "location": "File > Import > onetake bundle, and 3D View > Sidebar > onetake",
    "description": "Import generated motion at its own size, speed and frame range",
    "doc_url": "https://github.com/onetake/onetake/tree/main/packages/export",
    "category": "Import-Export",
}

from . import menu, operators, panel, preferences, state, tasks

PARTS = (preferences, state, operators, panel, menu)


def register():
    for part in PARTS:
        part.register()


def unregister():
    tasks.cancel_all()
    for part in reversed(PARTS):
        part.unregister()
`,
  'archive.py': `# SPDX-License-Identifier: GPL-3.0-or-later
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
    """Write each model of the bundle at \`path\` into \`folder\`, under names of ours.

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
`,
  'blender_manifest.toml': `# For Blender 4.2 and later, where add-ons are extensions. Blender 3.4 to 4.1 read bl_info in __init__.py.
# https://docs.blender.org/manual/en/latest/advanced/extensions/getting_started.html#manifest
schema_version = "1.0.0"

id = "onetake"
version = "0.1.0"
name = "onetake"
tagline = "Import generated motion at its own size, speed and frame range"
maintainer = "onetake contributors"
type = "add-on"
website = "https://github.com/onetake/onetake"
tags = ["Animation", "Import-Export"]
blender_version_min = "4.2.0"
license = ["SPDX:GPL-3.0-or-later"]

[permissions]
network = "List and download the jobs of a onetake server you enter"
files = "Read bundles, and keep downloads in the temporary folder"
`,
  'glb_clip.py': `# SPDX-License-Identifier: GPL-3.0-or-later
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
`,
  'import_bundle.py': `# SPDX-License-Identifier: GPL-3.0-or-later
"""Import the GLB beside this file at its own frame rate.

In Blender: open this file in the Text editor and run it.
Without a window: blender -b -P import_NAME.py -- --save out.blend

Blender 3.4 to 5.x. The onetake add-on is not needed for this; it uses the same file.
"""

import json
import os
import sys

import bpy
from mathutils import Matrix


def bundle_folder():
    """The folder that holds bundle.json; the Text editor runs scripts under a path that does not exist."""
    candidates = []
    text = getattr(getattr(bpy.context, "space_data", None), "text", None)
    if text is not None:
        candidates.append(text.filepath)
    candidates.append(globals().get("__file__", ""))
    candidates.extend(item.filepath for item in bpy.data.texts)
    for candidate in candidates:
        folder = os.path.dirname(os.path.abspath(bpy.path.abspath(candidate))) if candidate else ""
        if folder and os.path.isfile(os.path.join(folder, "bundle.json")):
            return folder
    raise RuntimeError("bundle.json was not found beside this script; keep the files of the bundle together.")


def read_bundle(folder):
    with open(os.path.join(folder, "bundle.json"), encoding="utf-8") as file:
        bundle = json.load(file)
    path = os.path.join(folder, os.path.basename(bundle["glb"]))
    if not os.path.isfile(path):
        raise RuntimeError("The bundle is incomplete: " + path + " is missing.")
    return bundle, path


def set_frame_rate(scene, fps):
    """Blender keeps a whole rate and a divisor: 29.97 is 30 / 1.001."""
    scene.render.fps = max(1, round(fps))
    scene.render.fps_base = scene.render.fps / fps


def lend_numpy_bool():
    """NumPy 1.24 dropped numpy.bool, which the glTF importer of Blender 3.4 still uses. True when it was missing."""
    try:
        import numpy
    except ImportError:
        raise RuntimeError("Blender's glTF importer needs NumPy; on Debian: apt install python3-numpy")
    # Not hasattr(): NumPy answers that with a warning.
    if "bool" in vars(numpy):
        return False
    numpy.bool = bool
    return True


def import_glb(path):
    # hasattr() is true for any name below bpy.ops; only asking for the type tells.
    try:
        options = bpy.ops.import_scene.gltf.get_rna_type().properties
    except (AttributeError, KeyError):
        raise RuntimeError("Enable the add-on 'Import-Export: glTF 2.0 format' in the preferences, then run again.")
    before = set(bpy.data.objects), set(bpy.data.actions)
    # Blender 4.2 and later draw bones as a sphere, which would lie in the scene as one more mesh.
    plain = {"disable_bone_shape": True} if "disable_bone_shape" in options else {}
    lent = lend_numpy_bool()
    try:
        bpy.ops.import_scene.gltf(filepath=path, **plain)
    finally:
        if lent:
            import numpy

            del numpy.bool
    objects = [item for item in bpy.data.objects if item not in before[0]]
    actions = [item for item in bpy.data.actions if item not in before[1]]
    return objects, actions


def curves_of(action):
    """Blender 5.0 keeps curves in channel bags only."""
    if hasattr(action, "fcurves"):
        return list(action.fcurves)
    strips = (strip for layer in action.layers for strip in layer.strips)
    return [curve for strip in strips for bag in strip.channelbags for curve in bag.fcurves]


def put_keys_on_frames(actions, seconds, fps):
    """Blender 3.4 multiplies seconds by the whole rate and forgets its divisor; frame 1000 would be one frame late."""
    curves = [curve for action in actions for curve in curves_of(action)]
    last = max((point.co[0] for curve in curves for point in curve.keyframe_points), default=0.0)
    stretch = seconds * fps / last if last > 0 and seconds > 0 else 1.0
    if abs(stretch - 1.0) < 1e-5:
        return
    for curve in curves:
        for point in curve.keyframe_points:
            point.handle_left[0] *= stretch
            point.handle_right[0] *= stretch
            point.co[0] *= stretch
        curve.update()


def import_bundle(bundle, path, scene):
    """Import the GLB at the rate and range that the bundle says. Gives the new objects and actions."""
    set_frame_rate(scene, bundle["fps"])
    objects, actions = import_glb(path)
    put_keys_on_frames(actions, bundle["seconds"], bundle["fps"])
    if len(actions) == 1:
        actions[0].name = bundle["name"]
    scene.frame_start = bundle["frameStart"]
    scene.frame_end = bundle["frameEnd"]
    scene.frame_set(scene.frame_start)
    return objects, actions


def remove_startup_cube():
    """It would enclose the figure. Only in the start-up scene as it comes: in any other, a cube is somebody's work."""
    if bpy.data.filepath or sorted(item.name for item in bpy.data.objects) != ["Camera", "Cube", "Light"]:
        return
    cube = bpy.data.objects["Cube"]
    if cube.type != "MESH" or cube.mode != "OBJECT" or cube.modifiers or cube.constraints or cube.animation_data:
        return
    corners = sorted(tuple(vertex.co) for vertex in cube.data.vertices)
    ends = (-1.0, 1.0)
    if corners != [(x, y, z) for x in ends for y in ends for z in ends]:
        return
    # Not matrix_world: that one is of the last time the scene was drawn.
    if cube.matrix_basis != Matrix() or cube.parent or cube.children:
        return
    mesh = cube.data
    bpy.data.objects.remove(cube)
    if mesh.users == 0:
        bpy.data.meshes.remove(mesh)


def run():
    bundle, path = read_bundle(bundle_folder())
    options = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    save = options[options.index("--save") + 1] if "--save" in options[:-1] else None
    if save and bpy.app.background and not bpy.data.filepath:
        # A delivered file should not contain the start-up cube.
        bpy.ops.wm.read_homefile(use_empty=True)

    remove_startup_cube()
    scene = bpy.context.scene
    objects, actions = import_bundle(bundle, path, scene)
    if save:
        bpy.ops.wm.save_as_mainfile(filepath=os.path.abspath(save))
    made = {
        "made": [{"name": item.name, "type": item.type} for item in objects],
        "actions": [{"name": item.name, "frames": [round(edge, 3) for edge in item.frame_range]} for item in actions],
        "fps": round(scene.render.fps / scene.render.fps_base, 4),
        "frameStart": scene.frame_start,
        "frameEnd": scene.frame_end,
        "blender": bpy.app.version_string,
        "saved": save,
    }
    print(json.dumps(made, sort_keys=True))


if __name__ == "__main__":
    try:
        run()
    except RuntimeError as error:
        if not bpy.app.background:
            raise
        print("Import failed: " + str(error), file=sys.stderr)
        sys.exit(1)
`,
  'menu.py': `# SPDX-License-Identifier: GPL-3.0-or-later
"""The entry in File > Import."""

import bpy


def entry(self, context):
    self.layout.operator("import_scene.onetake_bundle", text="onetake bundle (.zip)")


def register():
    bpy.types.TOPBAR_MT_file_import.append(entry)


def unregister():
    bpy.types.TOPBAR_MT_file_import.remove(entry)
`,
  'operators.py': `# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done: import a bundle, list the jobs of a server, import one of them, stop."""

import os
import shutil
import tempfile
import time

import bpy
from bpy.props import StringProperty
from bpy_extras.io_utils import ImportHelper

from . import archive, glb_clip, import_bundle, preferences, server, state, tasks


class ONETAKE_OT_import_bundle(bpy.types.Operator, ImportHelper):
    """Import the motion of a onetake bundle, and set the scene to its frame rate and range"""

    bl_idname = "import_scene.onetake_bundle"
    bl_label = "Import onetake bundle"
    bl_options = {"REGISTER", "UNDO"}

    filename_ext = ".zip"
    filter_glob: StringProperty(default="*.zip", options={"HIDDEN"})

    def execute(self, context):
        folder = tempfile.mkdtemp(prefix="onetake-")
        try:
            models = archive.extract_bundles(self.filepath, folder)
            made = [_import(context, bundle, path) for bundle, path in models]
        except (archive.BundleError, RuntimeError) as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        context.scene.frame_end = max(bundle["frameEnd"] for bundle, _ in models)
        self.report({"INFO"}, "Imported " + ", ".join(made))
        return {"FINISHED"}


class ONETAKE_OT_list_jobs(bpy.types.Operator):
    """Ask the server for finished jobs"""

    bl_idname = "onetake.list_jobs"
    bl_label = "Refresh"

    @classmethod
    def poll(cls, context):
        return not tasks.running

    def execute(self, context):
        wanted = preferences.of(context)
        address, token = wanted.address, wanted.token
        if not _is_allowed(self, context, address):
            return {"CANCELLED"}

        def done(models):
            shown = state.of(bpy.context)
            shown.models.clear()
            for model in models:
                item = shown.models.add()
                item.name = model["name"]
                item.operation = model["operation"]
                item.path = model["path"]
                item.sha256 = model["sha256"]
                item.size = str(model["bytes"])
                item.when = time.strftime("%d %b %H:%M", time.localtime(model["finished_at"]))
            shown.chosen = 0
            shown.message = "" if models else "No finished job has a GLB."

        work = lambda task: server.list_models(address, token, task.is_canceled)
        tasks.Task("Asking the server", work, done, _failed).start()
        return {"FINISHED"}


class ONETAKE_OT_import_job(bpy.types.Operator):
    """Download the chosen model and import it. Blender can be used meanwhile"""

    bl_idname = "onetake.import_job"
    bl_label = "Import"

    @classmethod
    def poll(cls, context):
        shown = state.of(context)
        return not tasks.running and 0 <= shown.chosen < len(shown.models)

    def execute(self, context):
        wanted, shown = preferences.of(context), state.of(context)
        address, token = wanted.address, wanted.token
        if not _is_allowed(self, context, address):
            return {"CANCELLED"}
        item = shown.models[shown.chosen]
        model = {"path": item.path, "bytes": int(item.size), "sha256": item.sha256}
        name = os.path.splitext(item.name)[0]
        folder = tempfile.mkdtemp(prefix="onetake-")
        path = os.path.join(folder, "model.glb")

        def work(task):
            try:
                server.download(address, token, model, path, task.report, task.is_canceled)
                return glb_clip.describe_glb(path, name)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise

        def done(bundle):
            try:
                made = _import_in_a_window(bundle, path)
                state.of(bpy.context).message = "Imported " + made
            except RuntimeError as error:
                _failed(error)
            finally:
                shutil.rmtree(folder, ignore_errors=True)

        tasks.Task("Downloading " + item.name, work, done, _failed).start()
        return {"FINISHED"}


class ONETAKE_OT_cancel(bpy.types.Operator):
    """Stop asking and downloading"""

    bl_idname = "onetake.cancel"
    bl_label = "Cancel"

    def execute(self, context):
        tasks.cancel_all()
        state.of(context).message = "Canceled."
        return {"FINISHED"}


def _is_allowed(operator, context, address):
    shown = state.of(context)
    shown.error = shown.message = ""
    if preferences.may_ask(address):
        return True
    shown.error = "Blender is set to stay offline. Allow Online Access in the preferences, under System."
    operator.report({"ERROR"}, shown.error)
    return False


def _failed(error):
    known = isinstance(error, (server.ServerError, RuntimeError, ValueError))
    state.of(bpy.context).error = str(error) if known else "Unexpected: " + repr(error)[:300]


def _import(context, bundle, path):
    if context.mode != "OBJECT":
        bpy.ops.object.mode_set(mode="OBJECT")
    _, actions = import_bundle.import_bundle(bundle, path, context.scene)
    return bundle["name"] + (" without motion" if not actions else "")


def _import_in_a_window(bundle, path):
    """A timer has no window, and operators of Blender ask for one; without any window it works as it is."""
    windows = bpy.context.window_manager.windows
    if not windows:
        return _import(bpy.context, bundle, path)
    with bpy.context.temp_override(window=windows[0]):
        made = _import(bpy.context, bundle, path)
        bpy.ops.ed.undo_push(message="Import " + bundle["name"])
        return made


CLASSES = (ONETAKE_OT_import_bundle, ONETAKE_OT_list_jobs, ONETAKE_OT_import_job, ONETAKE_OT_cancel)


def register():
    for one in CLASSES:
        bpy.utils.register_class(one)


def unregister():
    for one in reversed(CLASSES):
        bpy.utils.unregister_class(one)
`,
  'panel.py': `# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel in the sidebar of the 3D view. It only shows; everything it starts is an operator."""

import textwrap

import bpy

from . import preferences, state, tasks


class ONETAKE_UL_models(bpy.types.UIList):
    def draw_item(self, context, layout, data, item, icon, active_data, active_property, index):
        row = layout.row()
        row.label(text=item.name.rsplit(".", 1)[0], icon="ARMATURE_DATA")
        row.label(text=item.when)


class ONETAKE_PT_jobs(bpy.types.Panel):
    bl_idname = "ONETAKE_PT_jobs"
    bl_label = "onetake"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "onetake"

    def draw(self, context):
        layout, shown, wanted = self.layout, state.of(context), preferences.of(context)
        layout.operator("import_scene.onetake_bundle", text="Open a bundle...", icon="IMPORT")

        column = layout.column()
        column.prop(wanted, "address")
        column.prop(wanted, "token")
        if not preferences.may_ask(wanted.address):
            _say(column, "Blender is set to stay offline; bundles can be opened all the same.", "INTERNET_OFFLINE")
        column.operator("onetake.list_jobs", text="Show finished jobs", icon="FILE_REFRESH")

        if len(shown.models) > 0:
            layout.template_list("ONETAKE_UL_models", "", shown, "models", shown, "chosen", rows=4)
            if 0 <= shown.chosen < len(shown.models):
                layout.label(text=shown.models[shown.chosen].operation)
            layout.operator("onetake.import_job", icon="IMPORT")
        for task in tasks.running:
            _show_task(layout, task)
        if shown.error:
            _say(layout.box(), shown.error, "ERROR")
        elif shown.message:
            _say(layout, shown.message, "INFO")


def _show_task(layout, task):
    row = layout.row()
    if hasattr(row, "progress"):  # Blender 4.0
        row.progress(factor=task.share or 0.0, text=task.label)
    else:
        share = "" if task.share is None else " " + str(round(task.share * 100)) + " %"
        row.label(text=task.label + share, icon="SORTTIME")
    row.operator("onetake.cancel", text="", icon="CANCEL")


def _say(layout, text, icon):
    """A label is one line and cuts the rest off."""
    column = layout.column(align=True)
    for index, line in enumerate(textwrap.wrap(text, 44)):
        column.label(text=line, icon=icon if index == 0 else "BLANK1")


CLASSES = (ONETAKE_UL_models, ONETAKE_PT_jobs)


def register():
    for one in CLASSES:
        bpy.utils.register_class(one)


def unregister():
    for one in reversed(CLASSES):
        bpy.utils.unregister_class(one)
`,
  'preferences.py': `# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the server is and who is asking: in the preferences of this person, and in no .blend file."""

import bpy
from bpy.props import StringProperty

from . import server


class OnetakePreferences(bpy.types.AddonPreferences):
    # "onetake" as a legacy add-on, "bl_ext.<repository>.onetake" as an extension.
    bl_idname = __package__

    address: StringProperty(
        name="Server",
        description="Address of your onetake server",
        default="http://localhost:4000",
    )
    token: StringProperty(
        name="Token",
        description="Sent to this server as a bearer token. Blender keeps it readable in your user preferences",
        subtype="PASSWORD",
    )

    def draw(self, context):
        self.layout.prop(self, "address")
        self.layout.prop(self, "token")


def of(context):
    return context.preferences.addons[__package__].preferences


def may_ask(address):
    """Blender 4.2 and later let a person forbid the network; this machine itself is none."""
    return getattr(bpy.app, "online_access", True) or server.is_loopback(address)


def register():
    bpy.utils.register_class(OnetakePreferences)


def unregister():
    bpy.utils.unregister_class(OnetakePreferences)
`,
  'server.py': `# SPDX-License-Identifier: GPL-3.0-or-later
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
ARTIFACT_PATH = re.compile(r"/jobs/[\\w-]{1,64}/artifacts/[\\w-]{1,64}")


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
        if artifact["format"] == "glb" and ARTIFACT_PATH.fullmatch(str(artifact["href"]))
    ]


def download(address, token, model, target, on_progress=lambda share: None, is_canceled=lambda: False):
    """Copy one model to the file \`target\`; \`on_progress\` hears from 0 to 1. What is broken or foreign is not kept."""
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
        # RFC 9457: \`detail\` is for a person.
        detail = json.loads(error.read(100_000).decode("utf-8"))["detail"]
    except (OSError, ValueError, KeyError, TypeError):
        detail = "Try again later."
    return "The server answers " + str(error.code) + ": " + str(detail)[:300]


def _reason(error):
    reason = getattr(error, "reason", None) or error
    return str(getattr(reason, "strerror", None) or reason or type(error).__name__)
`,
  'state.py': `# SPDX-License-Identifier: GPL-3.0-or-later
"""What the panel shows. It hangs on the window manager, which is never saved."""

import bpy
from bpy.props import CollectionProperty, IntProperty, PointerProperty, StringProperty


class OnetakeModel(bpy.types.PropertyGroup):
    """One GLB of a finished job. The name of the file is the \`name\` that every group has."""

    operation: StringProperty()
    path: StringProperty()
    sha256: StringProperty()
    # Not an IntProperty, which ends at 2 GiB.
    size: StringProperty()
    when: StringProperty()


class OnetakeState(bpy.types.PropertyGroup):
    models: CollectionProperty(type=OnetakeModel)
    chosen: IntProperty()
    error: StringProperty()
    message: StringProperty()


CLASSES = (OnetakeModel, OnetakeState)


def of(context):
    return context.window_manager.onetake


def register():
    for one in CLASSES:
        bpy.utils.register_class(one)
    bpy.types.WindowManager.onetake = PointerProperty(type=OnetakeState, options={"SKIP_SAVE"})


def unregister():
    del bpy.types.WindowManager.onetake
    for one in reversed(CLASSES):
        bpy.utils.unregister_class(one)
`,
  'tasks.py': `# SPDX-License-Identifier: GPL-3.0-or-later
"""Work that waits for a network, beside Blender and never in its way.

The work runs in a thread and touches no bpy. Blender's timer takes its result up in the main thread, where bpy may
be used: the one pattern that docs.blender.org, "Use a Timer to react to events in another thread", allows.
"""

import queue
import threading

import bpy

LOOK_EVERY_SECONDS = 0.1

running = []


class Task:
    """One piece of work. \`work(task)\` runs in the thread, \`done(result)\` or \`failed(error)\` in the main thread."""

    def __init__(self, label, work, done, failed):
        self.label = label
        self.share = None
        self._done = done
        self._failed = failed
        self._canceled = threading.Event()
        self._results = queue.Queue()
        self._thread = threading.Thread(target=self._run, args=(work,), name="onetake", daemon=True)

    def start(self):
        running.append(self)
        self._thread.start()
        if not bpy.app.timers.is_registered(look):
            bpy.app.timers.register(look, first_interval=LOOK_EVERY_SECONDS)
        redraw()

    def cancel(self):
        """Nobody waits for the thread: it sees this at its next chunk and ends by itself."""
        self._canceled.set()
        if self in running:
            running.remove(self)
        redraw()

    def is_canceled(self):
        return self._canceled.is_set()

    def report(self, share):
        self.share = min(max(share, 0.0), 1.0)

    def _run(self, work):
        try:
            self._results.put((self._done, work(self)))
        except Exception as error:  # a thread has nobody to raise to
            self._results.put((self._failed, error))

    def take_up(self):
        """True when it is over."""
        try:
            then, value = self._results.get_nowait()
        except queue.Empty:
            return False
        # Out of the list first: what follows may start the next task.
        if self in running:
            running.remove(self)
        if not self.is_canceled():
            then(value)
        return True


def look():
    """What Blender's timer calls; gives when to call again, or None."""
    for task in list(running):
        task.take_up()
    redraw()
    return LOOK_EVERY_SECONDS if running else None


def cancel_all():
    for task in list(running):
        task.cancel()
    if bpy.app.timers.is_registered(look):
        bpy.app.timers.unregister(look)


def redraw():
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                area.tag_redraw()
`,
}

/** Of the Unity editor package, by name. */
export const UNITY_EDITOR: Readonly<Record<string, string>> = {
  'HumanoidAvatarMenu.cs': `using System.IO;
using UnityEditor;
using UnityEngine;

namespace Onetake
{
    /// <summary>
    /// A humanoid avatar for a GLB. Importers of glTF make none, or only for the names they know; a onetake package
    /// says which joint is which bone.
    /// </summary>
    public static class HumanoidAvatarMenu
    {
        const string Item = "Assets/onetake/Build Humanoid Avatar";

        [MenuItem(Item, true)]
        static bool CanBuild()
        {
            var path = AssetDatabase.GetAssetPath(Selection.activeObject);
            return !string.IsNullOrEmpty(path) && File.Exists(Path.GetFullPath(ModelNote.PathBeside(path)));
        }

        [MenuItem(Item)]
        static void Build()
        {
            var path = AssetDatabase.GetAssetPath(Selection.activeObject);
            var problem = BuildFor(path);
            if (problem != null)
                EditorUtility.DisplayDialog("onetake", problem, "OK");
        }

        /// <summary>Null when the avatar lies beside the model; else what is wrong, in words.</summary>
        public static string BuildFor(string path)
        {
            var note = ModelNote.Beside(path);
            if (note == null || note.bones == null || note.bones.Length == 0)
                return "This package does not say which joint is which bone. Export it again with a humanoid map.";
            var model = AssetDatabase.LoadAssetAtPath<GameObject>(path);
            if (model == null)
                return "Unity has no importer for this model. Add glTFast (com.unity.cloud.gltfast) or UnityGLTF.";
            if (path.StartsWith("Packages/"))
                return "Packages cannot be written to. Copy the model and its .onetake.json into Assets first.";

            var instance = Object.Instantiate(model);
            try
            {
                var description = HumanoidBones.Describe(HumanoidBones.From(note), HumanoidBones.SkeletonOf(instance));
                var avatar = AvatarBuilder.BuildHumanAvatar(instance, description);
                if (avatar == null || !avatar.isValid || !avatar.isHuman)
                    return "Unity cannot make a person of this skeleton; the Console says which bone is wrong.";
                avatar.name = Path.GetFileNameWithoutExtension(path);
                AssetDatabase.CreateAsset(avatar, Path.ChangeExtension(path, null) + ".avatar.asset");
                return null;
            }
            finally
            {
                Object.DestroyImmediate(instance);
            }
        }
    }
}
`,
  'HumanoidBones.cs': `using System.Collections.Generic;
using System.Linq;
using UnityEngine;

namespace Onetake
{
    /// <summary>A note's bones as Unity's own description of a person.</summary>
    public static class HumanoidBones
    {
        public static HumanBone[] From(ModelNote note)
        {
            var pairs = note.bones ?? new BonePair[0];
            return pairs.Select(Bone).ToArray();
        }

        /// <summary>Every transform as it stands now, which must be a T-pose.</summary>
        public static SkeletonBone[] SkeletonOf(GameObject root)
        {
            var bones = new List<SkeletonBone>();
            foreach (var transform in root.GetComponentsInChildren<Transform>(true))
            {
                bones.Add(new SkeletonBone
                {
                    name = transform.name,
                    position = transform.localPosition,
                    rotation = transform.localRotation,
                    scale = transform.localScale,
                });
            }
            return bones.ToArray();
        }

        /// <summary>The numbers that Unity itself writes into a new humanoid.</summary>
        public static HumanDescription Describe(HumanBone[] human, SkeletonBone[] skeleton)
        {
            return new HumanDescription
            {
                human = human,
                skeleton = skeleton,
                upperArmTwist = 0.5f,
                lowerArmTwist = 0.5f,
                upperLegTwist = 0.5f,
                lowerLegTwist = 0.5f,
                armStretch = 0.05f,
                legStretch = 0.05f,
                feetSpacing = 0f,
                hasTranslationDoF = false,
            };
        }

        static HumanBone Bone(BonePair pair)
        {
            var bone = new HumanBone { humanName = pair.human, boneName = pair.joint };
            bone.limit = new HumanLimit { useDefaultValues = true };
            return bone;
        }
    }
}
`,
  'JobList.cs': `using System;
using System.Collections.Generic;
using System.Linq;
using UnityEngine;

namespace Onetake
{
    /// <summary>A model of a finished job that Unity can take.</summary>
    public sealed class RemoteModel
    {
        public string operation;
        public DateTime finishedAt;
        public string name;
        public string format;
        public string path;
        public long bytes;
        public string sha256;
    }

    /// <summary>Reads the answer to GET /jobs (packages/core/src/wire.ts, job.ts and output.ts).</summary>
    public static class JobList
    {
        static readonly DateTime Epoch = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        /// <summary>FBX first where a job has both: Unity makes a humanoid of it by itself.</summary>
        /// <exception cref="ArgumentException">The text is no JSON, or something else.</exception>
        public static List<RemoteModel> Read(string json)
        {
            // JsonUtility reads no list by itself.
            var answer = JsonUtility.FromJson<Answer>("{\\"jobs\\":" + json + "}");
            var models = new List<RemoteModel>();
            foreach (var job in answer.jobs ?? new Job[0])
            {
                if (job.status != "succeeded" || job.output == null || job.output.artifacts == null)
                    continue;
                models.AddRange(job.output.artifacts.Where(IsModel).OrderBy(item => item.format).Select(item => new RemoteModel
                {
                    operation = job.operation,
                    finishedAt = Epoch.AddMilliseconds(job.updatedAt).ToLocalTime(),
                    name = item.name,
                    format = item.format,
                    path = item.href,
                    bytes = item.bytes,
                    sha256 = item.sha256,
                }));
            }
            return models;
        }

        static bool IsModel(Artifact item)
        {
            return (item.format == "fbx" || item.format == "glb") && ServerRules.IsArtifactPath(item.href);
        }

        [Serializable]
        sealed class Answer
        {
            public Job[] jobs = null;
        }

        [Serializable]
        sealed class Job
        {
            public string operation = null;
            public string status = null;
            public double updatedAt = 0;
            public Output output = null;
        }

        [Serializable]
        sealed class Output
        {
            public Artifact[] artifacts = null;
        }

        [Serializable]
        sealed class Artifact
        {
            public string format = null;
            public string name = null;
            public string href = null;
            public long bytes = 0;
            public string sha256 = null;
        }
    }
}
`,
  'ModelNote.cs': `using System;
using System.IO;
using UnityEngine;

namespace Onetake
{
    /// <summary>One bone of a person: Unity's name for it, and the joint of the model that it is.</summary>
    [Serializable]
    public sealed class BonePair
    {
        public string human;
        public string joint;
    }

    /// <summary>
    /// What lies beside every model of a onetake package, as NAME.onetake.json. A model without one is somebody
    /// else's, and nothing in here touches it.
    /// </summary>
    [Serializable]
    public sealed class ModelNote
    {
        const string Maker = "@onetake/export";

        public string madeBy;
        public int version;
        /// <summary>"humanoid" or "generic".</summary>
        public string rig;
        public bool loop;
        /// <summary>Empty: Unity maps the bones by itself.</summary>
        public BonePair[] bones;

        public bool IsHumanoid { get { return rig == "humanoid"; } }

        /// <summary>For a model that comes without a package: a person, whose bones Unity finds.</summary>
        public static ModelNote ForDownload()
        {
            return new ModelNote { madeBy = Maker, version = 1, rig = "humanoid", bones = new BonePair[0] };
        }

        public static string PathBeside(string assetPath)
        {
            return Path.ChangeExtension(assetPath, null) + ".onetake.json";
        }

        /// <summary>Null where there is none, or it is none of ours.</summary>
        /// <param name="assetPath">Below Assets or Packages.</param>
        public static ModelNote Beside(string assetPath)
        {
            // Packages are kept elsewhere; GetFullPath follows (Manual, "Accessing package assets using scripts").
            var path = Path.GetFullPath(PathBeside(assetPath));
            if (!File.Exists(path))
                return null;
            ModelNote note;
            try
            {
                note = JsonUtility.FromJson<ModelNote>(File.ReadAllText(path));
            }
            catch (ArgumentException)
            {
                Debug.LogWarning("onetake: " + path + " is damaged; the model is imported without it.");
                return null;
            }
            return note != null && note.madeBy == Maker && note.version == 1 ? note : null;
        }
    }
}
`,
  'Onetake.Editor.asmdef': `{
  "name": "Onetake.Editor",
  "rootNamespace": "Onetake",
  "references": [],
  "includePlatforms": ["Editor"],
  "excludePlatforms": [],
  "allowUnsafeCode": false,
  "autoReferenced": false
}
`,
  'OnetakePostprocessor.cs': `using UnityEditor;
using UnityEngine;

namespace Onetake
{
    /// <summary>
    /// Gives the models of onetake packages their size, rig and loop flags when they first arrive. From then on a
    /// person's own settings count: the importer remembers that it was here.
    /// </summary>
    public sealed class OnetakePostprocessor : AssetPostprocessor
    {
        const string WasHere = "onetake 1";

        public override uint GetVersion()
        {
            return 1;
        }

        void OnPreprocessModel()
        {
            var importer = assetImporter as ModelImporter;
            var note = importer == null ? null : ModelNote.Beside(assetPath);
            if (note == null || importer.userData == WasHere)
                return;
            // The file says its own unit; with both of these it arrives in metres.
            importer.globalScale = 1f;
            importer.useFileScale = true;
            importer.importAnimation = true;
            importer.importCameras = false;
            importer.importLights = false;
            // Off, a fast turn between two sparse keys may take the long way round.
            importer.resampleCurves = true;
            if (note.IsHumanoid)
                MakeHumanoid(importer, note);
            else
                importer.animationType = ModelImporterAnimationType.Generic;
        }

        void OnPreprocessAnimation()
        {
            var importer = assetImporter as ModelImporter;
            var note = importer == null ? null : ModelNote.Beside(assetPath);
            if (note == null || importer.userData == WasHere)
                return;
            if (note.loop)
            {
                var clips = importer.defaultClipAnimations;
                foreach (var clip in clips)
                {
                    clip.loopTime = true;
                    clip.loopPose = true;
                }
                importer.clipAnimations = clips;
            }
            importer.userData = WasHere;
        }

        static void MakeHumanoid(ModelImporter importer, ModelNote note)
        {
            importer.animationType = ModelImporterAnimationType.Human;
            importer.avatarSetup = ModelImporterAvatarSetup.CreateFromThisModel;
            var human = HumanoidBones.From(note);
            if (human.Length == 0)
                return;
            // The skeleton stays as the file has it: Unity reads the pose of the model itself.
            var description = importer.humanDescription;
            description.human = human;
            importer.humanDescription = description;
        }
    }
}
`,
  'OnetakeServer.cs': `using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using UnityEngine.Networking;

namespace Onetake
{
    /// <summary>
    /// Asks a onetake server. Every call returns at once, and Unity calls back in the main thread; the editor stays
    /// free meanwhile.
    /// </summary>
    public static class OnetakeServer
    {
        const int TimeoutSeconds = 20;

        /// <returns>The request, for its progress and for Abort(); null where <c>failed</c> was called already.</returns>
        public static UnityWebRequest List(
            string address, string token, Action<List<RemoteModel>> done, Action<string> failed)
        {
            var request = Open(address, "/jobs?active=false&limit=100", token, new DownloadHandlerBuffer(), failed);
            if (request == null)
                return null;
            request.timeout = TimeoutSeconds;
            request.SendWebRequest().completed += _ =>
            {
                try
                {
                    if (request.result != UnityWebRequest.Result.Success)
                        failed(Refusal(request));
                    else
                        done(JobList.Read(request.downloadHandler.text));
                }
                catch (ArgumentException)
                {
                    failed("The answer is not the list of a onetake server. Is the address right, with its /api?");
                }
                finally
                {
                    request.Dispose();
                }
            };
            return request;
        }

        /// <summary>Copies one model to <c>target</c>. What is broken or foreign is not kept.</summary>
        /// <returns>The request, for its progress and for Abort(); null where <c>failed</c> was called already.</returns>
        public static UnityWebRequest Download(
            string address, string token, RemoteModel model, string target, Action done, Action<string> failed)
        {
            if (!ServerRules.IsArtifactPath(model.path))
            {
                failed("The server names a file at a place where no job keeps one.");
                return null;
            }
            var file = new DownloadHandlerFile(target) { removeFileOnAbort = true };
            var request = Open(address, model.path, token, file, failed);
            if (request == null)
                return null;
            request.SendWebRequest().completed += _ =>
            {
                var problem = request.result == UnityWebRequest.Result.Success ? null : Refusal(request);
                // Before the file is read: until then Unity keeps it open.
                request.Dispose();
                if (problem == null && !IsWhole(target, model))
                    problem = "The file arrived damaged and was not kept. Try again.";
                if (problem == null)
                {
                    done();
                    return;
                }
                File.Delete(target);
                failed(problem);
            };
            return request;
        }

        static UnityWebRequest Open(
            string address, string path, string token, DownloadHandler handler, Action<string> failed)
        {
            var problem = ServerRules.ProblemWith(address, token);
            if (problem != null)
            {
                handler.Dispose();
                failed(problem);
                return null;
            }
            var request = new UnityWebRequest(ServerRules.Url(address, path), "GET", handler, null);
            // The token is for the server that was entered, and for no other that it names.
            request.redirectLimit = 0;
            if (!string.IsNullOrEmpty(token))
                request.SetRequestHeader("Authorization", "Bearer " + token);
            return request;
        }

        static bool IsWhole(string path, RemoteModel model)
        {
            if (new FileInfo(path).Length != model.bytes)
                return false;
            using (var hash = SHA256.Create())
            using (var stream = File.OpenRead(path))
            {
                var hex = BitConverter.ToString(hash.ComputeHash(stream)).Replace("-", "");
                return string.Equals(hex, model.sha256, StringComparison.OrdinalIgnoreCase);
            }
        }

        static string Refusal(UnityWebRequest request)
        {
            if (request.responseCode >= 300 && request.responseCode < 400)
                return "The server points to another address. Enter that one, if you trust it.";
            if (request.responseCode == 401 || request.responseCode == 403)
                return "The server does not accept the token. Ask for a new one, and enter it here.";
            if (request.responseCode == 404)
                return "The server does not have this. Refresh the list; or is the address right, with its /api?";
            if (request.responseCode == 0)
                return "The server cannot be reached: " + request.error + ". Is it running?";
            return "The server answers " + request.responseCode + ". Try again later.";
        }
    }
}
`,
  'OnetakeWindow.cs': `using System.Collections.Generic;
using System.IO;
using UnityEditor;
using UnityEngine;
using UnityEngine.Networking;

namespace Onetake
{
    /// <summary>Window > onetake: open a package from disk, or a finished job from a server.</summary>
    public sealed class OnetakeWindow : EditorWindow
    {
        const string AddressKey = "onetake.address";
        const string TokenKey = "onetake.token";
        const string Folder = "Assets/Onetake/Downloads";

        string address;
        string token;
        List<RemoteModel> models = new List<RemoteModel>();
        Vector2 scroll;
        string message = "";
        MessageType kind = MessageType.None;
        UnityWebRequest request;
        // Grows with every question and every Cancel: an answer to an older one is nobody's any more.
        int turn;

        [MenuItem("Window/onetake")]
        static void Open()
        {
            GetWindow<OnetakeWindow>("onetake");
        }

        void OnEnable()
        {
            address = EditorPrefs.GetString(AddressKey, "http://localhost:4000");
            // Until Unity is closed, and in no file: EditorPrefs keeps what it is given readable on disk.
            token = SessionState.GetString(TokenKey, "");
        }

        void OnDisable()
        {
            Cancel();
        }

        void OnGUI()
        {
            if (GUILayout.Button("Open a package (.unitypackage)..."))
                OpenPackage();
            EditorGUILayout.Space();
            EditorGUI.BeginChangeCheck();
            address = EditorGUILayout.TextField("Server", address);
            token = EditorGUILayout.PasswordField("Token", token);
            if (EditorGUI.EndChangeCheck())
            {
                EditorPrefs.SetString(AddressKey, address);
                SessionState.SetString(TokenKey, token);
            }
            EditorGUI.BeginDisabledGroup(request != null);
            if (GUILayout.Button("Show finished jobs"))
                ShowJobs();
            scroll = EditorGUILayout.BeginScrollView(scroll);
            foreach (var model in models)
                DrawRow(model);
            EditorGUILayout.EndScrollView();
            EditorGUI.EndDisabledGroup();
            DrawProgress();
            if (message != "")
                EditorGUILayout.HelpBox(message, kind);
        }

        void DrawRow(RemoteModel model)
        {
            EditorGUILayout.BeginHorizontal();
            EditorGUILayout.LabelField(model.name, model.operation + ", " + model.finishedAt.ToString("g"));
            if (GUILayout.Button("Import", GUILayout.Width(70)))
                Import(model);
            EditorGUILayout.EndHorizontal();
        }

        void DrawProgress()
        {
            if (request == null)
                return;
            var area = EditorGUILayout.GetControlRect();
            EditorGUI.ProgressBar(area, Mathf.Max(0f, request.downloadProgress), "Receiving");
            if (GUILayout.Button("Cancel"))
            {
                Cancel();
                Say("Canceled.", MessageType.Info);
            }
            Repaint();
        }

        void OpenPackage()
        {
            var path = EditorUtility.OpenFilePanel("Open a onetake package", "", "unitypackage");
            if (!string.IsNullOrEmpty(path))
                AssetDatabase.ImportPackage(path, true);
        }

        void ShowJobs()
        {
            var mine = Begin();
            request = OnetakeServer.List(address, token, found =>
            {
                if (mine != turn)
                    return;
                models = found;
                End(found.Count == 0 ? "No finished job has an FBX or a GLB." : "", MessageType.Info);
            }, why => Fail(mine, why));
        }

        void Import(RemoteModel model)
        {
            var mine = Begin();
            Directory.CreateDirectory(Folder);
            var path = AssetDatabase.GenerateUniqueAssetPath(
                Folder + "/" + ServerRules.FileName(model.name, model.format));
            // Beside the project's assets, so that Unity looks at nothing half done.
            var partial = Path.Combine("Temp", "onetake-" + mine + "." + model.format);
            request = OnetakeServer.Download(address, token, model, partial, () =>
            {
                if (mine != turn)
                {
                    File.Delete(partial);
                    return;
                }
                File.WriteAllText(ModelNote.PathBeside(path), JsonUtility.ToJson(ModelNote.ForDownload(), true));
                File.Move(partial, path);
                AssetDatabase.Refresh();
                End("Imported to " + path, MessageType.Info);
            }, why => Fail(mine, why));
        }

        int Begin()
        {
            Say("", MessageType.None);
            return ++turn;
        }

        void End(string text, MessageType how)
        {
            request = null;
            Say(text, how);
        }

        void Fail(int mine, string why)
        {
            if (mine == turn)
                End(why, MessageType.Error);
        }

        void Cancel()
        {
            var running = request;
            turn++;
            request = null;
            if (running != null)
                running.Abort();
        }

        void Say(string text, MessageType how)
        {
            message = text;
            kind = how;
            Repaint();
        }
    }
}
`,
  'ServerRules.cs': `using System;
using System.Text;
using System.Text.RegularExpressions;

namespace Onetake
{
    /// <summary>What an address, a path or a name must be before it is used. Nothing of Unity in here.</summary>
    public static class ServerRules
    {
        static readonly Regex ArtifactPath = new Regex(@"^/jobs/[A-Za-z0-9_-]{1,64}/artifacts/[A-Za-z0-9_-]{1,64}\\z");

        /// <summary>Null when the address may be used with this token; else what is wrong, in words.</summary>
        public static string ProblemWith(string address, string token)
        {
            Uri uri;
            var isAddress = Uri.TryCreate((address ?? "").Trim(), UriKind.Absolute, out uri)
                && (uri.Scheme == "http" || uri.Scheme == "https")
                && uri.Query == "" && uri.Fragment == "";
            if (!isAddress)
                return "Enter the address of your onetake server, such as https://motion.example.com/api.";
            if (uri.UserInfo != "")
                return "Leave the name and password out of the address; the token has a field of its own.";
            if (!string.IsNullOrEmpty(token) && uri.Scheme == "http" && !uri.IsLoopback)
                return "Use https: over http anyone on the way could read the token.";
            return null;
        }

        public static string Url(string address, string path)
        {
            return address.Trim().TrimEnd('/') + path;
        }

        public static bool IsArtifactPath(string path)
        {
            return path != null && ArtifactPath.IsMatch(path);
        }

        /// <summary>A name for a file, whatever a server calls it: no folders, no hidden files, no odd characters.</summary>
        public static string FileName(string name, string extension)
        {
            var text = (name ?? "").Replace('\\\\', '/');
            text = text.Substring(text.LastIndexOf('/') + 1);
            var dot = text.LastIndexOf('.');
            if (dot >= 0)
                text = text.Substring(0, dot);
            var safe = new StringBuilder();
            foreach (var letter in text)
            {
                var isPlain = letter < 128 && (char.IsLetterOrDigit(letter) || letter == '-' || letter == '_');
                if (safe.Length < 48)
                    safe.Append(isPlain ? letter : '_');
            }
            return (safe.ToString().Trim('_') == "" ? "motion" : safe.ToString()) + "." + extension;
        }
    }
}
`,
}

/** Of the page that shows a GLB, by name. */
export const WEB_VIEWER: Readonly<Record<string, string>> = {
  'draw-model.js': `/** Draws a model that was read by read-glb.js, with WebGL 2: skinned meshes, base colours, a floor; bones where there is no mesh. */
window.onetakeDrawModel = (() => {
  const VERTEX = \`#version 300 es
    precision highp float;
    in vec3 position; in vec3 normal; in vec2 uv; in vec4 color; in uvec4 joints; in vec4 weights;
    uniform mat4 view; uniform mat4 world; uniform bool skinned; uniform highp sampler2D bones;
    out vec3 place; out vec3 facing; out vec2 spot; out vec4 tint;
    mat4 bone(uint index) {
      int at = int(index) * 4;
      return mat4(texelFetch(bones, ivec2(at, 0), 0), texelFetch(bones, ivec2(at + 1, 0), 0),
                  texelFetch(bones, ivec2(at + 2, 0), 0), texelFetch(bones, ivec2(at + 3, 0), 0));
    }
    void main() {
      mat4 model = world;
      if (skinned) model = bone(joints.x) * weights.x + bone(joints.y) * weights.y
                         + bone(joints.z) * weights.z + bone(joints.w) * weights.w;
      vec4 at = model * vec4(position, 1.0);
      place = at.xyz; facing = mat3(model) * normal; spot = uv; tint = color;
      gl_Position = view * at;
    }\`
  const FRAGMENT = \`#version 300 es
    precision highp float;
    in vec3 place; in vec3 facing; in vec2 spot; in vec4 tint;
    uniform vec4 base; uniform sampler2D image; uniform bool textured; uniform bool lit; uniform float cutoff;
    out vec4 result;
    void main() {
      vec4 color = base * tint;
      if (textured) { vec4 texel = texture(image, spot); color *= vec4(pow(texel.rgb, vec3(2.2)), texel.a); }
      if (color.a < cutoff) discard;
      if (lit) {
        vec3 n = dot(facing, facing) > 0.0 ? normalize(facing) : normalize(cross(dFdx(place), dFdy(place)));
        if (!gl_FrontFacing) n = -n;
        float sun = max(dot(n, normalize(vec3(0.4, 0.8, 0.6))), 0.0);
        color.rgb *= mix(vec3(0.32, 0.31, 0.3), vec3(0.5, 0.53, 0.58), n.y * 0.5 + 0.5) + sun * 0.75;
      }
      result = vec4(pow(color.rgb, vec3(1.0 / 2.2)), color.a);
    }\`
  const NAMES = ['position', 'normal', 'uv', 'color', 'joints', 'weights']

  return function createDrawing(canvas) {
    const gl = canvas.getContext('webgl2', { antialias: true })
    if (!gl) throw new Error('This browser offers no WebGL 2; the GLB itself is fine.')
    const program = link(gl)
    const at = (name) => gl.getUniformLocation(program, name)
    const lines = gl.createBuffer()
    const floor = gridOf()
    let parts = []
    let model = null

    return { load, draw }

    async function load(next) {
      parts = []
      model = next
      const { json, nodes } = model
      const bones = model.skins.map(() => gl.createTexture())
      for (const [index, node] of nodes.entries()) {
        for (const primitive of json.meshes?.[node.mesh]?.primitives ?? []) {
          if ((primitive.mode ?? 4) !== 4) continue
          const material = json.materials?.[primitive.material] ?? {}
          parts.push({
            node: index,
            skin: node.skin === undefined ? null : { ...model.skins[node.skin], texture: bones[node.skin] },
            ...meshOf(primitive),
            base: material.pbrMetallicRoughness?.baseColorFactor ?? [1, 1, 1, 1],
            image: await textureOf(material.pbrMetallicRoughness?.baseColorTexture),
            isBlended: material.alphaMode === 'BLEND',
            cutoff: material.alphaMode === 'MASK' ? (material.alphaCutoff ?? 0.5) : 0,
            isTwoSided: material.doubleSided === true,
            isLit: !material.extensions?.KHR_materials_unlit,
          })
        }
      }
      parts.sort((a, b) => Number(a.isBlended) - Number(b.isBlended))
    }

    function meshOf({ attributes, indices }) {
      const array = gl.createVertexArray()
      gl.bindVertexArray(array)
      const sources = {
        position: attributes.POSITION,
        normal: attributes.NORMAL,
        uv: attributes.TEXCOORD_0,
        color: attributes.COLOR_0,
        joints: attributes.JOINTS_0,
        weights: attributes.WEIGHTS_0,
      }
      for (const [slot, name] of NAMES.entries()) {
        if (sources[name] === undefined) continue
        const values =
          name === 'joints' ? Uint16Array.from(model.accessor(sources[name])) : model.floatsOf(sources[name])
        const width = values.length / model.json.accessors[sources[name]].count
        gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer())
        gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW)
        gl.enableVertexAttribArray(slot)
        if (name === 'joints') gl.vertexAttribIPointer(slot, width, gl.UNSIGNED_SHORT, 0, 0)
        else gl.vertexAttribPointer(slot, width, gl.FLOAT, false, 0, 0)
      }
      const count = model.json.accessors[indices ?? attributes.POSITION].count
      if (indices === undefined) return { array, count, isIndexed: false }
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer())
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, Uint32Array.from(model.accessor(indices)), gl.STATIC_DRAW)
      return { array, count, isIndexed: true }
    }

    async function textureOf(reference) {
      const blob = reference ? model.imageOf(reference.index) : null
      if (!blob) return null
      const image = await createImageBitmap(blob)
      const texture = gl.createTexture()
      gl.bindTexture(gl.TEXTURE_2D, texture)
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image)
      gl.generateMipmap(gl.TEXTURE_2D)
      return texture
    }

    /** \`view\`: from the world to the clip space, column by column. */
    function draw(view) {
      const scale = Math.min(devicePixelRatio, 2)
      canvas.width = Math.max(1, Math.round(canvas.clientWidth * scale))
      canvas.height = Math.max(1, Math.round(canvas.clientHeight * scale))
      gl.viewport(0, 0, canvas.width, canvas.height)
      gl.clearColor(0.875, 0.89, 0.91, 1)
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT)
      gl.enable(gl.DEPTH_TEST)
      gl.useProgram(program)
      gl.uniformMatrix4fv(at('view'), false, view)
      gl.uniform1i(at('image'), 0)
      gl.uniform1i(at('bones'), 1)
      drawLines(floor, [0.42, 0.45, 0.5, 1])
      for (const part of parts) drawPart(part)
      gl.disable(gl.BLEND)
      gl.disable(gl.CULL_FACE)
      if (parts.length > 0) return
      gl.disable(gl.DEPTH_TEST)
      drawLines(bonesOf(), [0.1, 0.25, 0.5, 1])
    }

    function drawPart({
      node,
      skin,
      array,
      count,
      isIndexed,
      base,
      image,
      isBlended,
      cutoff,
      isTwoSided,
      isLit,
    }) {
      gl.bindVertexArray(array)
      standIn()
      gl.uniformMatrix4fv(at('world'), false, model.nodes[node].world)
      gl.uniform1i(at('skinned'), skin ? 1 : 0)
      gl.activeTexture(gl.TEXTURE1)
      gl.bindTexture(gl.TEXTURE_2D, skin?.texture ?? null)
      if (skin) {
        const { matrices } = skin
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, matrices.length / 4, 1, 0, gl.RGBA, gl.FLOAT, matrices)
        gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
        gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
      }
      gl.activeTexture(gl.TEXTURE0)
      gl.bindTexture(gl.TEXTURE_2D, image)
      gl.uniform1i(at('textured'), image ? 1 : 0)
      gl.uniform1i(at('lit'), isLit ? 1 : 0)
      gl.uniform1f(at('cutoff'), cutoff)
      gl.uniform4fv(at('base'), base)
      gl[isTwoSided ? 'disable' : 'enable'](gl.CULL_FACE)
      gl[isBlended ? 'enable' : 'disable'](gl.BLEND)
      gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA)
      if (isIndexed) gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 0)
      else gl.drawArrays(gl.TRIANGLES, 0, count)
    }

    /** For what a mesh does not have: white, and joints that are whole numbers as the shader wants them. */
    function standIn() {
      gl.vertexAttrib4f(NAMES.indexOf('color'), 1, 1, 1, 1)
      gl.vertexAttribI4ui(NAMES.indexOf('joints'), 0, 0, 0, 0)
    }

    function drawLines(points, color) {
      gl.bindVertexArray(null)
      for (const slot of NAMES.keys()) gl.disableVertexAttribArray(slot)
      gl.bindBuffer(gl.ARRAY_BUFFER, lines)
      gl.bufferData(gl.ARRAY_BUFFER, points, gl.DYNAMIC_DRAW)
      gl.enableVertexAttribArray(0)
      gl.vertexAttribPointer(0, 3, gl.FLOAT, false, 0, 0)
      standIn()
      gl.uniformMatrix4fv(at('world'), false, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])
      for (const name of ['skinned', 'textured', 'lit']) gl.uniform1i(at(name), 0)
      gl.uniform1f(at('cutoff'), 0)
      gl.uniform4fv(at('base'), color)
      gl.drawArrays(gl.LINES, 0, points.length / 3)
    }

    function bonesOf() {
      const isJoint = new Set(model?.skins.flatMap(({ joints }) => joints))
      return Float32Array.from(
        (model?.nodes ?? []).flatMap(({ parent, world }, index) =>
          isJoint.has(index) && isJoint.has(parent)
            ? [...model.nodes[parent].world.subarray(12, 15), ...world.subarray(12, 15)]
            : [],
        ),
      )
    }
  }

  /** Ten metres each way, a line every half metre; in short pieces, because some drivers drop what begins behind the camera. */
  function gridOf() {
    const points = []
    for (let line = -20; line <= 20; line++)
      for (let step = -20; step < 20; step++)
        points.push(line, 0, step, line, 0, step + 1, step, 0, line, step + 1, 0, line)
    return Float32Array.from(points, (half) => half / 2)
  }

  function link(gl) {
    const program = gl.createProgram()
    for (const [type, source] of [
      [gl.VERTEX_SHADER, VERTEX],
      [gl.FRAGMENT_SHADER, FRAGMENT],
    ]) {
      const shader = gl.createShader(type)
      gl.shaderSource(shader, source)
      gl.compileShader(shader)
      gl.attachShader(program, shader)
    }
    for (const [slot, name] of NAMES.entries()) gl.bindAttribLocation(program, slot, name)
    gl.linkProgram(program)
    if (!gl.getProgramParameter(program, gl.LINK_STATUS))
      throw new Error(\`The graphics of this machine refuse the page: \${gl.getProgramInfoLog(program)}\`)
    return program
  }
})()
`,
  'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Motion</title>
    <link rel="icon" href="data:," />
    <style>
      :root {
        color-scheme: light dark;
        font:
          15px/1.4 system-ui,
          sans-serif;
      }
      body {
        display: flex;
        flex-direction: column;
        height: 100vh;
        height: 100dvh;
        margin: 0;
        background: #dfe3e8;
        color: #1f2630;
      }
      canvas {
        flex: 1;
        min-height: 0;
        width: 100%;
        touch-action: none;
        cursor: grab;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 0.75rem;
        align-items: center;
        padding: 0.6rem 1rem;
        background: #f6f7f9;
      }
      input[type='range'] {
        flex: 1;
        min-width: 8rem;
      }
      output {
        min-width: 7rem;
        font-variant-numeric: tabular-nums;
      }
      a {
        color: #1c5db8;
      }
      #problem {
        position: absolute;
        inset: 0 0 auto;
        margin: 1rem;
        padding: 1rem;
        background: #fff3cd;
        border-radius: 0.4rem;
      }
    </style>
  </head>
  <body>
    <p id="problem" role="alert" hidden></p>
    <canvas tabindex="0" aria-label="The motion. Drag to turn, scroll to come closer."></canvas>
    <form>
      <select aria-label="Motion" hidden></select>
      <button type="button" aria-pressed="true">Pause</button>
      <input type="range" min="0" max="1" step="any" value="0" aria-label="Time" />
      <output></output>
      <a href="report.txt">Report</a>
      <a href="provenance.json">Where it comes from</a>
    </form>
    <script src="models.js"></script>
    <script src="read-glb.js"></script>
    <script src="draw-model.js"></script>
    <script src="page.js"></script>
  </body>
</html>
`,
  'page.js': `/** The page: which motion, where in time, seen from where. */
;(() => {
  const find = (selector) => document.querySelector(selector)
  const [canvas, choice, button, slider, time] = ['canvas', 'select', 'button', 'input', 'output'].map(find)
  const camera = { turn: 0.5, tilt: 0.15, distance: 5, target: [0, 0.9, 0], start: [0, 0] }
  /** Radians, from the lower edge to the upper. */
  const FIELD_OF_VIEW = 0.7
  let model = null
  let drawing = null
  let seconds = 0
  let isPlaying = !matchMedia('(prefers-reduced-motion: reduce)').matches
  let before = null

  // Called by the script that holds a GLB: a page from disk may run one, where it may not read a file.
  window.onetakeShow = (path, base64) =>
    show(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer).catch(tell)

  try {
    drawing = window.onetakeDrawModel(canvas)
    for (const { name, path } of window.onetakeModels ?? []) choice.add(new Option(name, path))
    choice.hidden = choice.length < 2
    if (choice.length > 0) fetchModel()
    else tell(new Error('models.js is missing or names no motion; keep the files of the bundle together.'))
  } catch (error) {
    tell(error)
  }
  choice.addEventListener('change', fetchModel)
  button.addEventListener('click', () => play(!isPlaying))
  slider.addEventListener('input', () => {
    play(false)
    seconds = Number(slider.value)
  })
  canvas.addEventListener('pointerdown', (event) => canvas.setPointerCapture(event.pointerId))
  canvas.addEventListener('pointermove', (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return
    turn(-event.movementX / 200, event.movementY / 200)
  })
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      approach(event.deltaY / 500)
    },
    { passive: false },
  )
  canvas.addEventListener('keydown', ({ key }) => {
    const steps = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }
    if (steps[key]) turn(...steps[key])
    else if (key === '+' || key === '-') approach(key === '+' ? -0.1 : 0.1)
    else if (key === ' ') play(!isPlaying)
  })
  play(isPlaying)
  requestAnimationFrame(frame)

  function fetchModel() {
    const script = document.createElement('script')
    script.src = \`\${choice.value}.js\`
    script.addEventListener('error', () =>
      tell(new Error(\`\${script.src} is missing; keep the files together.\`)),
    )
    script.addEventListener('load', () => script.remove())
    document.head.append(script)
  }

  async function show(buffer) {
    const next = window.onetakeReadGlb(buffer)
    next.pose(next.clips[0], 0)
    await drawing.load(next)
    model = next
    seconds = 0
    slider.max = String(next.clips[0]?.seconds || 1)
    document.title = choice.selectedOptions[0]?.text ?? 'Motion'
    frameUp()
    find('#problem').hidden = true
    document.body.dataset.shown = choice.value
  }

  /** Far enough away for all of it, at any time of the clip and whichever way it turns. */
  function frameUp() {
    const [clip] = model.clips
    camera.start = rootPlace()
    const boxes = [0, 0.2, 0.4, 0.6, 0.8, 1].flatMap((share) => {
      model.pose(clip, share * (clip?.seconds ?? 0))
      const [x, z] = rootPlace()
      const offset = [x - camera.start[0], 0, z - camera.start[1]]
      const box = model.extent()
      return box ? [box.least, box.most].map((corner) => corner.map((at, axis) => at - offset[axis])) : []
    })
    const corners =
      boxes.length > 0
        ? boxes
        : [
            [-1, 0, -1],
            [1, 1.8, 1],
          ]
    const least = [0, 1, 2].map((axis) => Math.min(...corners.map((corner) => corner[axis])))
    const most = [0, 1, 2].map((axis) => Math.max(...corners.map((corner) => corner[axis])))
    const radius = Math.hypot(...least.map((from, axis) => most[axis] - from)) / 2
    const narrow = Math.min(1, canvas.clientWidth / Math.max(canvas.clientHeight, 1))
    camera.target = least.map((from, axis) => (from + most[axis]) / 2)
    camera.distance = Math.max(radius, 0.05) / Math.sin(FIELD_OF_VIEW / 2) / narrow
  }

  /** Where the first joint stands on the floor. */
  function rootPlace() {
    const root = model.nodes[model.skins[0]?.joints[0]]?.world
    return root ? [root[12], root[14]] : [0, 0]
  }

  function frame(now) {
    const passed = before === null ? 0 : (now - before) / 1000
    before = now
    if (model) {
      const [clip] = model.clips
      if (isPlaying && clip?.seconds > 0) seconds = (seconds + passed) % clip.seconds
      model.pose(clip, seconds)
      drawing.draw(viewOf())
      if (isPlaying) slider.value = String(seconds)
      time.value = \`\${seconds.toFixed(2)} of \${(clip?.seconds ?? 0).toFixed(2)} s\`
    }
    requestAnimationFrame(frame)
  }

  /** The camera goes with the first joint, so that who walks away stays in sight. */
  function viewOf() {
    const { turn: yaw, tilt, distance, target, start } = camera
    const [x, z] = rootPlace()
    const looked = [target[0] + x - start[0], target[1], target[2] + z - start[1]]
    const back = [Math.sin(yaw) * Math.cos(tilt), Math.sin(tilt), Math.cos(yaw) * Math.cos(tilt)]
    const right = [Math.cos(yaw), 0, -Math.sin(yaw)]
    const up = [
      back[1] * right[2] - back[2] * right[1],
      back[2] * right[0] - back[0] * right[2],
      back[0] * right[1] - back[1] * right[0],
    ]
    const eye = back.map((part, axis) => part * distance + looked[axis])
    const along = (axis) => -axis.reduce((sum, part, index) => sum + part * eye[index], 0)
    const [near, far] = [distance / 100, distance * 100]
    const zoom = 1 / Math.tan(FIELD_OF_VIEW / 2)
    const wide = zoom / (canvas.clientWidth / Math.max(canvas.clientHeight, 1))
    const [depth, shift] = [(far + near) / (near - far), (2 * far * near) / (near - far)]
    const column = (r, u, b, w) => [wide * r, zoom * u, depth * b + shift * w, -b]
    return Float32Array.from([
      ...[0, 1, 2].flatMap((axis) => column(right[axis], up[axis], back[axis], 0)),
      ...column(along(right), along(up), along(back), 1),
    ])
  }

  function turn(yaw, tilt) {
    camera.turn += yaw
    camera.tilt = Math.min(Math.max(camera.tilt + tilt, -0.2), 1.5)
  }

  function approach(by) {
    camera.distance = Math.min(Math.max(camera.distance * Math.exp(by), 0.01), 1e4)
  }

  function play(wanted) {
    isPlaying = wanted
    button.textContent = wanted ? 'Pause' : 'Play'
    button.setAttribute('aria-pressed', String(wanted))
  }

  function tell(error) {
    const problem = find('#problem')
    problem.textContent = error.message
    problem.hidden = false
  }
})()
`,
  'read-glb.js': `/**
 * Reads a GLB and poses it: what a page needs to draw a moving figure, and no more. Right-handed, metres, Y up.
 *
 * @see glTF 2.0, sections 3.6 (accessors), 3.7.3 (skins), 3.11 (animations) and 4.4 (GLB)
 */
window.onetakeReadGlb = (() => {
  const ARRAYS = {
    5120: Int8Array,
    5121: Uint8Array,
    5122: Int16Array,
    5123: Uint16Array,
    5125: Uint32Array,
    5126: Float32Array,
  }
  const WIDTHS = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 }
  /** They change how a surface looks, and can be done without. */
  const HARMLESS = /^KHR_(materials_\\w+|texture_transform|mesh_quantization|lights_punctual)$/

  return function readGlb(buffer) {
    const view = new DataView(buffer)
    if (view.byteLength < 20 || view.getUint32(0, true) !== 0x46546c67) throw new Error('The file is no GLB.')
    const jsonBytes = view.getUint32(12, true)
    const json = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 20, jsonBytes)))
    const needed = (json.extensionsRequired ?? []).find((name) => !HARMLESS.test(name))
    if (needed) throw new Error(\`This page cannot show \${needed}. The GLB itself is fine; open it elsewhere.\`)
    const binary = 20 + jsonBytes + 8

    const nodes = (json.nodes ?? []).map(toNode)
    for (const [index, { children = [] }] of (json.nodes ?? []).entries())
      for (const child of children) nodes[child].parent = index
    const order = nodes.map((_, index) => index).toSorted((a, b) => depthOf(a) - depthOf(b))
    const skins = (json.skins ?? []).map(({ joints, inverseBindMatrices }) => ({
      joints,
      inverse: inverseBindMatrices === undefined ? null : floatsOf(inverseBindMatrices),
      matrices: new Float32Array(joints.length * 16),
    }))
    const clips = (json.animations ?? []).map(toClip)

    return { json, nodes, skins, clips, accessor, floatsOf, imageOf, pose, extent }

    function depthOf(index) {
      let depth = 0
      for (let at = nodes[index].parent; at !== null && depth <= nodes.length; at = nodes[at].parent) depth++
      return depth
    }

    /** Values of one accessor, side by side, in their own type. */
    function accessor(index) {
      const { bufferView, byteOffset = 0, componentType, count, type, sparse } = json.accessors[index]
      if (sparse) throw new Error('This page cannot show sparse accessors. The GLB itself is fine.')
      const Type = ARRAYS[componentType]
      const width = WIDTHS[type]
      if (bufferView === undefined) return new Type(count * width)
      const { byteOffset: start = 0, byteStride } = json.bufferViews[bufferView]
      const size = Type.BYTES_PER_ELEMENT
      const stride = byteStride ?? width * size
      const values = new Type(count * width)
      const source = new Uint8Array(buffer, binary + start + byteOffset)
      const target = new Uint8Array(values.buffer)
      if (stride === width * size) target.set(source.subarray(0, target.length))
      else
        for (let row = 0; row < count; row++)
          target.set(source.subarray(row * stride, row * stride + width * size), row * width * size)
      return values
    }

    /** The same as numbers, whole ones as fractions where the file says so. */
    function floatsOf(index) {
      const values = accessor(index)
      if (values instanceof Float32Array) return values
      if (!json.accessors[index].normalized) return Float32Array.from(values)
      const most =
        2 ** (8 * values.BYTES_PER_ELEMENT - (values.constructor.name.startsWith('Int') ? 1 : 0)) - 1
      return Float32Array.from(values, (value) => Math.max(value / most, -1))
    }

    /** The bytes of an image inside the file; null for one that is elsewhere. */
    function imageOf(texture) {
      const { bufferView, mimeType } = json.images?.[json.textures?.[texture]?.source] ?? {}
      if (bufferView === undefined) return null
      const { byteOffset = 0, byteLength } = json.bufferViews[bufferView]
      return new Blob([new Uint8Array(buffer, binary + byteOffset, byteLength)], { type: mimeType })
    }

    function toClip({ name, channels, samplers }) {
      const tracks = channels.flatMap(({ target, sampler }) => {
        if (target.node === undefined || target.path === 'weights') return []
        const { input, output, interpolation = 'LINEAR' } = samplers[sampler]
        return [{ ...target, times: floatsOf(input), values: floatsOf(output), interpolation }]
      })
      return { name, tracks, seconds: Math.max(0, ...tracks.map(({ times }) => times.at(-1) ?? 0)) }
    }

    /** The box around everything as it is posed now, by a sample of its points; null for a model without any. */
    function extent() {
      const least = [Infinity, Infinity, Infinity]
      const most = [-Infinity, -Infinity, -Infinity]
      const add = (matrix, [x, y, z]) => {
        for (let axis = 0; axis < 3; axis++) {
          const at = matrix[axis] * x + matrix[axis + 4] * y + matrix[axis + 8] * z + matrix[axis + 12]
          least[axis] = Math.min(least[axis], at)
          most[axis] = Math.max(most[axis], at)
        }
      }
      for (const { mesh, skin, world } of nodes)
        for (const { attributes } of json.meshes?.[mesh]?.primitives ?? []) {
          const points = floatsOf(attributes.POSITION)
          const joints =
            skin === undefined || attributes.JOINTS_0 === undefined ? null : accessor(attributes.JOINTS_0)
          const step = Math.max(1, Math.floor(points.length / 3 / 2000))
          for (let point = 0; point < points.length / 3; point += step) {
            // The first joint is the heaviest as files are usually written, and near enough for a box.
            const from = joints === null ? 0 : joints[point * 4] * 16
            const matrix = joints === null ? world : skins[skin].matrices.subarray(from, from + 16)
            add(matrix, points.subarray(point * 3, point * 3 + 3))
          }
        }
      for (const { joints } of skins) for (const joint of joints) add(nodes[joint].world, [0, 0, 0])
      return least[0] <= most[0] ? { least, most } : null
    }

    /** Puts every node where it is at \`seconds\` of a clip. */
    function pose(clip, seconds) {
      for (const node of nodes) node.now = { ...node.rest }
      for (const track of clip?.tracks ?? []) nodes[track.node].now[track.path] = sample(track, seconds)
      for (const index of order) {
        const { now, matrix, parent } = nodes[index]
        const local = matrix ?? compose(now.translation, now.rotation, now.scale)
        nodes[index].world = parent === null ? local : multiply(nodes[parent].world, local)
      }
      for (const { joints, inverse, matrices } of skins)
        for (const [at, joint] of joints.entries()) {
          const bind = inverse?.subarray(at * 16, at * 16 + 16)
          matrices.set(bind ? multiply(nodes[joint].world, bind) : nodes[joint].world, at * 16)
        }
    }
  }

  function toNode({
    mesh,
    skin,
    matrix,
    translation = [0, 0, 0],
    rotation = [0, 0, 0, 1],
    scale = [1, 1, 1],
  }) {
    return { mesh, skin, matrix, parent: null, rest: { translation, rotation, scale }, now: {}, world: null }
  }

  function sample({ times, values, path, interpolation }, seconds) {
    const width = path === 'rotation' ? 4 : 3
    let after = times.findIndex((time) => time > seconds)
    if (after < 0) after = times.length
    const isCubic = interpolation === 'CUBICSPLINE'
    const key = (index, part) => {
      const at = isCubic ? (index * 3 + part) * width : index * width
      return values.subarray(at, at + width)
    }
    if (after === 0) return key(0, 1)
    if (after === times.length || interpolation === 'STEP') return key(after - 1, 1)
    const span = times[after] - times[after - 1]
    const share = (seconds - times[after - 1]) / span
    const [from, to] = [key(after - 1, 1), key(after, 1)]
    const mixed = isCubic
      ? hermite(from, key(after - 1, 2), to, key(after, 0), share, span)
      : mix(from, to, share, width === 4)
    return width === 4 ? normalise(mixed) : mixed
  }

  function mix(from, to, share, isRotation) {
    // q and -q are one rotation; the short way round.
    const sign = isRotation && from.reduce((sum, value, part) => sum + value * to[part], 0) < 0 ? -1 : 1
    return Array.from(from, (value, part) => value + (to[part] * sign - value) * share)
  }

  function hermite(from, leaving, to, arriving, t, span) {
    const [a, b] = [2 * t ** 3 - 3 * t ** 2 + 1, t ** 3 - 2 * t ** 2 + t]
    return Array.from(
      from,
      (value, part) =>
        a * value + b * span * leaving[part] + (1 - a) * to[part] + (t ** 3 - t ** 2) * span * arriving[part],
    )
  }

  function normalise(values) {
    const length = Math.hypot(...values) || 1
    return values.map((value) => value / length)
  }

  function compose([tx, ty, tz], [x, y, z, w], [sx, sy, sz]) {
    return Float32Array.of(
      (1 - 2 * (y * y + z * z)) * sx,
      2 * (x * y + z * w) * sx,
      2 * (x * z - y * w) * sx,
      0,
      2 * (x * y - z * w) * sy,
      (1 - 2 * (x * x + z * z)) * sy,
      2 * (y * z + x * w) * sy,
      0,
      2 * (x * z + y * w) * sz,
      2 * (y * z - x * w) * sz,
      (1 - 2 * (x * x + y * y)) * sz,
      0,
      tx,
      ty,
      tz,
      1,
    )
  }

  function multiply(a, b) {
    const product = new Float32Array(16)
    for (let column = 0; column < 4; column++)
      for (let row = 0; row < 4; row++)
        for (let part = 0; part < 4; part++)
          product[column * 4 + row] += a[part * 4 + row] * b[column * 4 + part]
    return product
  }
})()
`,
}
