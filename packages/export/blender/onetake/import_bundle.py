# SPDX-License-Identifier: GPL-3.0-or-later
"""Import the GLB or the video beside this file at its own frame rate.

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
    path = os.path.join(folder, os.path.basename(bundle["movie"] if "movie" in bundle else bundle["glb"]))
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
    """Blender (3.4 to 5.0) multiplies seconds by the whole rate alone; frame 1000 would be one frame late."""
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


def stand_movie(bundle, path, first, scene):
    """A plane of one metre in height that stands on the ground, faces the front view and shines with the video.

    Gives the plane and the last frame.
    """
    name, width = bundle["name"], bundle["width"] / bundle["height"]
    image = bpy.data.images.load(path)
    # Only Blender can count the frames of a video that is made of fragments.
    last = bundle["frameEnd"] or first + max(image.frame_duration - 1, 0)

    mesh = bpy.data.meshes.new(name)
    corners = [(-width / 2, 0.0, 0.0), (width / 2, 0.0, 0.0), (width / 2, 0.0, 1.0), (-width / 2, 0.0, 1.0)]
    mesh.from_pydata(corners, [], [(0, 1, 2, 3)])
    for loop, place in zip(mesh.uv_layers.new(name="UVMap").data, ((0, 0), (1, 0), (1, 1), (0, 1))):
        loop.uv = place

    material = bpy.data.materials.new(name)
    # From 5.0 on every material has nodes, and setting this is no longer wanted.
    if not material.use_nodes:
        material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    nodes.clear()
    picture = nodes.new("ShaderNodeTexImage")
    picture.image = image
    picture.image_user.frame_start = first
    picture.image_user.frame_duration = last - first + 1
    # Without this the picture stands still while the scene plays.
    picture.image_user.use_auto_refresh = True
    # It shines by itself: the light was in front of the camera that took the video.
    shine = nodes.new("ShaderNodeEmission")
    output = nodes.new("ShaderNodeOutputMaterial")
    links.new(picture.outputs["Color"], shine.inputs["Color"])
    links.new(shine.outputs["Emission"], output.inputs["Surface"])
    for column, node in enumerate((picture, shine, output)):
        node.location = (300 * column, 0)
    mesh.materials.append(material)

    plane = bpy.data.objects.new(name, mesh)
    scene.collection.objects.link(plane)
    return plane, last


def add_sound(name, path, first, scene):
    editor = scene.sequence_editor or scene.sequence_editor_create()
    # Called sequences up to 4.3; 5.0 knows the new name alone.
    strips = editor.strips if hasattr(editor, "strips") else editor.sequences
    channel = max((strip.channel for strip in strips), default=0) + 1
    strips.new_sound(name, path, channel, first)
    # Frames are dropped rather than lips being late.
    scene.sync_mode = "AUDIO_SYNC"


def import_movie(bundle, path, scene):
    """Stand the video in the scene, and put its sound into the sequencer. Gives the new objects.

    A talking head is one thing among others: it is placed, scaled, lit around and seen by a camera. A strip in the
    sequencer can be none of that, and in a render it replaces the picture of the scene. A plane has no sound, though,
    so that is a strip; one of sound alone replaces nothing.
    """
    first, last = bundle["frameStart"], bundle["frameEnd"]
    objects = []
    if bundle["width"] and bundle["height"]:
        plane, last = stand_movie(bundle, path, first, scene)
        objects.append(plane)
    if bundle["hasSound"]:
        add_sound(bundle["name"], path, first, scene)
    scene.frame_start, scene.frame_end = first, last
    scene.frame_set(first)
    return objects


def import_bundle(bundle, path, scene):
    """Import the GLB or the video at the rate and range that the bundle says. Gives the new objects and actions."""
    set_frame_rate(scene, bundle["fps"])
    if "movie" in bundle:
        return import_movie(bundle, path, scene), []
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
