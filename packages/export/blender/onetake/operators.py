# SPDX-License-Identifier: GPL-3.0-or-later
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
    """Import the motions and videos of a onetake bundle, and set the scene to their frame rate and range"""

    bl_idname = "import_scene.onetake_bundle"
    bl_label = "Import onetake bundle"
    bl_options = {"REGISTER", "UNDO"}

    filename_ext = ".zip"
    filter_glob: StringProperty(default="*.zip", options={"HIDDEN"})

    def execute(self, context):
        folder = tempfile.mkdtemp(prefix="onetake-")
        try:
            made, last = [], 0
            for bundle, path in archive.extract_bundles(self.filepath, folder):
                made.append(_import(context, bundle, path))
                last = max(last, context.scene.frame_end)
        except (archive.BundleError, RuntimeError) as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        context.scene.frame_end = last
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
            shown.message = "" if models else "No finished job has a GLB or a bundle for Blender."

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
        is_bundle = item.name.endswith(".zip")
        path = os.path.join(folder, "bundle.zip" if is_bundle else "model.glb")

        def work(task):
            try:
                server.download(address, token, model, path, task.report, task.is_canceled)
                return archive.extract_bundles(path, folder) if is_bundle else [(glb_clip.describe_glb(path, name), path)]
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise

        def done(models):
            try:
                made = [_import_in_a_window(bundle, glb) for bundle, glb in models]
                bpy.context.scene.frame_end = max(bundle["frameEnd"] for bundle, _ in models)
                state.of(bpy.context).message = "Imported " + ", ".join(made)
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
    known = isinstance(error, (server.ServerError, archive.BundleError, RuntimeError, ValueError))
    state.of(bpy.context).error = str(error) if known else "Unexpected: " + repr(error)[:300]


def _import(context, bundle, path):
    if context.mode != "OBJECT":
        bpy.ops.object.mode_set(mode="OBJECT")
    _, actions = import_bundle.import_bundle(bundle, path, context.scene)
    is_still = "movie" not in bundle and not actions
    return bundle["name"] + (" without motion" if is_still else "")


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
