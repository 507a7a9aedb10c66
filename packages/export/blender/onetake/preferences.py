# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the server is and who is asking: in the preferences of this person, and in no .blend file."""

import bpy
from bpy.props import StringProperty

from . import server


class OnetakePreferences(bpy.types.AddonPreferences):
    # "onetake" as a legacy add-on, "bl_ext.<repository>.onetake" as an extension.
    bl_idname = __package__

    address: StringProperty(
        name="Server",
        description="Address of your onetake server",
        default="http://localhost:4000",
    )
    token: StringProperty(
        name="Token",
        description="Sent to this server as a bearer token. Blender keeps it readable in your user preferences",
        subtype="PASSWORD",
    )

    def draw(self, context):
        self.layout.prop(self, "address")
        self.layout.prop(self, "token")


def of(context):
    return context.preferences.addons[__package__].preferences


def may_ask(address):
    """Blender 4.2 and later let a person forbid the network; this machine itself is none."""
    return getattr(bpy.app, "online_access", True) or server.is_loopback(address)


def register():
    bpy.utils.register_class(OnetakePreferences)


def unregister():
    bpy.utils.unregister_class(OnetakePreferences)
