"""Use the add-on as a person would, step after step, and print what came of each.

python blender-addon.py -- STEPS.json, a list of [verb, arguments...]
"""
import importlib
import json
import os
import sys
import tempfile
import time

import bpy
import addon_utils

with open(sys.argv[sys.argv.index("--") + 1], encoding="utf-8") as file:
    STEPS = json.load(file)

IS_EXTENSION = bpy.app.version >= (4, 2, 0)
NAME = "bl_ext.user_default.onetake" if IS_EXTENSION else "onetake"


# As a module, Blender starts without anybody's preferences.
if getattr(bpy.app, "module", False):
    bpy.ops.wm.read_userpref()


def part(name):
    return importlib.import_module(NAME + "." + name)


def install(path):
    if IS_EXTENSION:
        bpy.ops.extensions.package_install_files(repo="user_default", filepath=path, enable_on_install=True)
    else:
        bpy.ops.preferences.addon_install(filepath=path)
        bpy.ops.preferences.addon_enable(module=NAME)
    bpy.ops.wm.save_userpref()
    return NAME in bpy.context.preferences.addons


def enabled():
    return NAME in bpy.context.preferences.addons


def off_and_on():
    """Twice what Blender does on every start and end."""
    for _ in range(2):
        addon_utils.disable(NAME)
        addon_utils.enable(NAME)
    return not part("tasks").running


def empty():
    bpy.ops.wm.read_homefile(use_empty=True)
    gltf = "io_scene_gltf2"
    if gltf not in bpy.context.preferences.addons:
        addon_utils.enable(gltf)


def import_bundle(path):
    try:
        return list(bpy.ops.import_scene.onetake_bundle(filepath=path))
    except RuntimeError as error:
        return str(error)


def preferences(address, token):
    wanted = bpy.context.preferences.addons[NAME].preferences
    wanted.address, wanted.token = address, token
    bpy.ops.wm.save_userpref()


def remembered():
    wanted = bpy.context.preferences.addons[NAME].preferences
    return [wanted.address, wanted.token]


def wait():
    """Without a window Blender calls no timers, so this does. Gives how often Blender was free meanwhile."""
    tasks, looks, end = part("tasks"), 0, time.monotonic() + 60
    while tasks.running and time.monotonic() < end:
        tasks.look()
        looks += 1
        time.sleep(0.01)
    return looks


def list_jobs():
    try:
        bpy.ops.onetake.list_jobs()
    except RuntimeError:
        pass  # without a window an operator raises what it would show
    wait()
    shown = bpy.context.window_manager.onetake
    return {
        "models": [[item.name, item.operation, int(item.size)] for item in shown.models],
        "error": shown.error,
        "message": shown.message,
    }


def import_job(index):
    shown = bpy.context.window_manager.onetake
    shown.chosen = index
    bpy.ops.onetake.import_job()
    looks = wait()
    return {"error": shown.error, "message": shown.message, "free": looks > 1}


def start_import(index):
    bpy.context.window_manager.onetake.chosen = index
    bpy.ops.onetake.import_job()
    return [task.label for task in part("tasks").running]


def cancel():
    bpy.ops.onetake.cancel()
    return [len(part("tasks").running), bpy.context.window_manager.onetake.message]


def until_share():
    """Waits until some of the download is here."""
    tasks, end = part("tasks"), time.monotonic() + 60
    while tasks.running and tasks.running[0].share is None and time.monotonic() < end:
        tasks.look()
        time.sleep(0.01)
    return tasks.running[0].share


def leftovers():
    """Folders of ours that are still there; a thread that was canceled ends within a moment."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = [name for name in os.listdir(tempfile.gettempdir()) if name.startswith("onetake-")]
        if not found:
            return []
        time.sleep(0.05)
    return found


def save(path):
    bpy.ops.wm.save_as_mainfile(filepath=path, compress=False)


def size_of(armature):
    heads = [armature.matrix_world @ bone.head for bone in armature.pose.bones]
    return [round(max(head[axis] for head in heads) - min(head[axis] for head in heads), 4) for axis in range(3)]


def scene():
    now = bpy.context.scene
    now.frame_set(now.frame_start)
    armatures = [item for item in now.objects if item.type == "ARMATURE"]
    return {
        "types": sorted(item.type for item in now.objects),
        "actions": [[item.name, [round(edge, 3) for edge in item.frame_range]] for item in bpy.data.actions],
        "acting": [bool(item.animation_data and item.animation_data.action) for item in armatures],
        "scales": [list(item.scale) for item in armatures],
        "sizes": [size_of(item) for item in armatures],
        "fps": round(now.render.fps / now.render.fps_base, 4),
        "range": [now.frame_start, now.frame_end],
    }


def movies():
    """Where the videos of the scene lie, each once, and whether they can be read there."""
    files = {item.filepath for item in bpy.data.images if item.source == "MOVIE"}
    paths = [bpy.path.abspath(path) for path in sorted(files)]
    return [[path, os.path.isfile(path)] for path in paths]


def render(path, frame):
    """Seen from the front, as far away as the figure is tall."""
    now = bpy.context.scene
    now.frame_set(frame)
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    camera.location, camera.rotation_euler = (0.0, -5.0, 0.9), (1.5708, 0.0, 0.0)
    light = bpy.data.objects.new("light", bpy.data.lights.new("light", "SUN"))
    light.rotation_euler = (0.6, 0.3, 0.0)
    for item in (camera, light):
        now.collection.objects.link(item)
    now.camera = camera
    now.world = now.world or bpy.data.worlds.new("world")
    now.render.engine = "CYCLES"
    now.cycles.samples = 16
    now.cycles.use_denoising = False
    now.render.resolution_x, now.render.resolution_y = 400, 500
    now.render.filepath = path
    bpy.ops.render.render(write_still=True)


results = [globals()[verb](*arguments) for verb, *arguments in STEPS]
print("RESULTS " + json.dumps({"version": bpy.app.version_string, "results": results}))
