"""What of a video is in a .blend, and what a render of it shows.

blender -b -P look-at-movie.py -- FILE.blend PICTURE.png FRAME...
"""
import json
import os
import sys

import bpy

blend, picture, *frames = sys.argv[sys.argv.index("--") + 1 :]
bpy.ops.wm.open_mainfile(filepath=blend)
scene = bpy.context.scene
editor = scene.sequence_editor
strips = list(editor.strips if hasattr(editor, "strips") else editor.sequences) if editor else []
found = {
    "objects": [[item.name, item.type, [round(side, 3) for side in item.dimensions]] for item in scene.objects],
    "movies": [item.filepath for item in bpy.data.images if item.source == "MOVIE"],
    "strips": [[item.name, item.type, item.frame_final_start, item.frame_final_duration] for item in strips],
    # Whether the view of Blender follows the video while it plays; a render does so in any case.
    "follows": [
        node.image_user.use_auto_refresh
        for material in bpy.data.materials
        if material.node_tree
        for node in material.node_tree.nodes
        if node.type == "TEX_IMAGE"
    ],
    "fps": round(scene.render.fps / scene.render.fps_base, 4),
    "range": [scene.frame_start, scene.frame_end],
    "sync": scene.sync_mode,
    "frames": [],
}

# The front view, as wide as the plane.
camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
camera.data.type, camera.data.ortho_scale = "ORTHO", 2.0
camera.location, camera.rotation_euler = (0.0, -5.0, 0.5), (1.5707963, 0.0, 0.0)
scene.collection.objects.link(camera)
scene.camera = camera
scene.render.engine = "CYCLES"
scene.cycles.samples, scene.cycles.use_denoising = 1, False
scene.view_settings.view_transform = "Standard"
scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = 64, 32, 100
scene.render.filepath = picture


def name_of(pixels, column, row):
    start = (row * 64 + column) * 4
    color = pixels[start : start + 3]
    names = [name for name, value in zip(("red", "green", "blue"), color) if value > 0.5]
    return names[0] if len(names) == 1 else "none"


for frame in frames:
    scene.frame_set(int(frame))
    bpy.ops.render.render(write_still=True)
    shown = bpy.data.images.load(picture)
    pixels = list(shown.pixels)
    # Rows go up.
    found["frames"].append([name_of(pixels, *place) for place in ((16, 24), (48, 24), (16, 8))])
    bpy.data.images.remove(shown)
    os.remove(picture)
print(json.dumps(found))
