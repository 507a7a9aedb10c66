# SPDX-License-Identifier: GPL-3.0-or-later
"""The entry in File > Import."""

import bpy


def entry(self, context):
    self.layout.operator("import_scene.onetake_bundle", text="onetake bundle (.zip)")


def register():
    bpy.types.TOPBAR_MT_file_import.append(entry)


def unregister():
    bpy.types.TOPBAR_MT_file_import.remove(entry)
