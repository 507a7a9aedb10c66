"""Import every BVH twice, with Blender's own importer and as our GLB, and print how far the joints lie apart."""
import builtins
import json
import sys

import bpy

import io_anim_bvh.import_bvh as import_bvh

with builtins.open(sys.argv[sys.argv.index("--") + 1], encoding="utf-8") as file:
    CASES = json.load(file)

# Python 3.11 refuses mode "rU", NumPy 1.24 has no numpy.bool; both are what Debian's Blender 3.4 still asks for.
if sys.version_info >= (3, 11):
    import_bvh.open = lambda path, mode="r", *rest: builtins.open(path, mode.replace("U", ""), *rest)
try:
    import numpy
except ImportError:
    sys.exit("Blender's glTF importer needs NumPy: apt install python3-numpy")
if "bool" not in vars(numpy):
    numpy.bool = bool


def armature():
    found = [item for item in bpy.context.scene.objects if item.type == "ARMATURE"]
    assert len(found) == 1, [item.name for item in bpy.context.scene.objects]
    return found[0]


def heads(names, frames):
    item = armature()
    result = []
    for frame in frames:
        bpy.context.scene.frame_set(int(frame), subframe=frame - int(frame))
        matrix = item.matrix_world
        result.append([matrix @ item.pose.bones[name].head for name in names])
    return result


def compare(case):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    axes = {"axis_forward": "Y", "axis_up": "Z"} if case["zUp"] else {}
    bpy.ops.import_anim.bvh(filepath=case["bvh"], global_scale=case["metresPerUnit"], **axes)
    # The BVH importer joins the words of a name with "_" and begins at frame 1.
    names = ["_".join(name.split()) for name in case["names"]]
    theirs = heads(names, [frame + 1 for frame in case["frames"]])
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.context.scene.render.fps = round(case["fps"])
    bpy.ops.import_scene.gltf(filepath=case["glb"])
    # Blender (3.4 to 5.0) places seconds by the whole rate alone; at 23.976 its keys lie between frames.
    stretch = round(case["fps"]) / case["fps"]
    ours = heads(case["names"], [frame * stretch for frame in case["frames"]])
    worst = {"distance": -1.0}
    for frame, expected, actual in zip(case["frames"], theirs, ours):
        for name, there, here in zip(case["names"], expected, actual):
            distance = (there - here).length
            if distance > worst["distance"]:
                worst = {"distance": distance, "joint": name, "frame": frame}
    return worst


results = []
for one in CASES:
    try:
        results.append({"name": one["name"], **compare(one)})
    except Exception as error:  # one unreadable file must not hide the others
        results.append({"name": one["name"], "error": repr(error).splitlines()[-1][:300]})
print("RESULTS " + json.dumps(results))
