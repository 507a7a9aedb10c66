"""Import FBX or GLB files, one after the other, and print what Blender makes of each."""
import json
import sys

import bpy
import numpy

# NumPy 1.24 has no numpy.bool, which Debian's Blender 3.4 still asks for.
if "bool" not in vars(numpy):
    numpy.bool = bool

with open(sys.argv[sys.argv.index("--") + 1], encoding="utf-8") as file:
    CASES = json.load(file)


def corners():
    graph = bpy.context.evaluated_depsgraph_get()
    points = []
    for item in bpy.context.scene.objects:
        # The glTF importer adds this one to draw bones with.
        if item.type != "MESH" or item.name.startswith("Icosphere"):
            continue
        bent = item.evaluated_get(graph)
        points += [bent.matrix_world @ vertex.co for vertex in bent.data.vertices]
    return points


# What "File > Import > FBX" calls: an importer in C++ from 4.5 on, before that one in Python.
import_fbx = bpy.ops.wm.fbx_import if bpy.app.version >= (4, 5, 0) else bpy.ops.import_scene.fbx


def play(animation, action):
    animation.action = action
    # From 4.4 on an action moves only what has one of its slots, and Blender does not always choose one by itself.
    if hasattr(animation, "action_slot") and animation.action_slot is None:
        animation.action_slot = animation.action_suitable_slots[0]


def look(case):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    if case["path"].endswith(".glb"):
        scene.render.fps = round(case["fps"])
        bpy.ops.import_scene.gltf(filepath=case["path"])
    else:
        import_fbx(filepath=case["path"])
    # The FBX importer puts the first key on frame 1, the glTF importer on frame 0.
    first = 0 if case["path"].endswith(".glb") else 1
    rigs = [item for item in scene.objects if item.type == "ARMATURE"]
    if case.get("action"):
        for rig in rigs:
            if rig.animation_data is None:
                rig.animation_data_create()
            for track in rig.animation_data.nla_tracks:
                track.mute = True
            play(rig.animation_data, next(a for a in bpy.data.actions if case["action"] in a.name))
    moments = []
    for frame in case["frames"]:
        scene.frame_set(frame + first)
        points = corners()
        moments.append({
            "joints": {bone.name: list(rig.matrix_world @ bone.head) for rig in rigs for bone in rig.pose.bones},
            "bounds": [[min(p[i] for p in points), max(p[i] for p in points)] for i in range(3)] if points else None,
        })
    return {
        "objects": [{"name": o.name, "type": o.type, "scale": list(o.matrix_world.to_scale())} for o in scene.objects],
        "actions": [{"name": a.name, "range": list(a.frame_range)} for a in bpy.data.actions],
        "fps": scene.render.fps / scene.render.fps_base,
        "moments": moments,
    }


results = []
for one in CASES:
    try:
        results.append(look(one))
    except Exception as error:  # one unreadable file must not hide the others
        results.append({"error": repr(error)[-300:]})
print("RESULTS " + json.dumps(results))
