"""Prints where Blender sees the bones of a GLB: blender -b -P bone-heads.py -- file.glb fps frame,frame,..."""

import json
import sys

import bpy
import numpy

# Debian's Blender 3.4 with NumPy 1.24: its glTF importer still says numpy.bool.
if not hasattr(numpy, "bool"):
    numpy.bool = bool

path, fps, frames = sys.argv[sys.argv.index("--") + 1 :]
bpy.ops.wm.read_factory_settings(use_empty=True)
scene = bpy.context.scene
scene.render.fps = int(fps)
bpy.ops.import_scene.gltf(filepath=path)
armatures = [thing for thing in bpy.data.objects if thing.type == "ARMATURE"]
heads = []
for frame in frames.split(","):
    scene.frame_set(int(frame))
    places = {}
    for armature in armatures:
        for bone in armature.pose.bones:
            x, y, z = armature.matrix_world @ bone.head
            places[bone.name] = [x, z, -y]
    heads.append(places)
print("HEADS " + json.dumps(heads))
