# SPDX-License-Identifier: GPL-3.0-or-later
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
