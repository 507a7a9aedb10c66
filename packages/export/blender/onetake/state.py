# SPDX-License-Identifier: GPL-3.0-or-later
"""What the panel shows. It hangs on the window manager, which is never saved."""

import bpy
from bpy.props import CollectionProperty, IntProperty, PointerProperty, StringProperty


class OnetakeModel(bpy.types.PropertyGroup):
    """One GLB, or bundle, of a finished job. The name of the file is the `name` that every group has."""

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
