# SPDX-License-Identifier: GPL-3.0-or-later
"""The panel in the sidebar of the 3D view. It only shows; everything it starts is an operator."""

import textwrap

import bpy

from . import preferences, state, tasks


class ONETAKE_UL_models(bpy.types.UIList):
    def draw_item(self, context, layout, data, item, icon, active_data, active_property, index):
        row = layout.row()
        row.label(text=item.name.rsplit(".", 1)[0], icon="ARMATURE_DATA")
        row.label(text=item.when)


class ONETAKE_PT_jobs(bpy.types.Panel):
    bl_idname = "ONETAKE_PT_jobs"
    bl_label = "onetake"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "onetake"

    def draw(self, context):
        layout, shown, wanted = self.layout, state.of(context), preferences.of(context)
        layout.operator("import_scene.onetake_bundle", text="Open a bundle...", icon="IMPORT")

        column = layout.column()
        column.prop(wanted, "address")
        column.prop(wanted, "token")
        if not preferences.may_ask(wanted.address):
            _say(column, "Blender is set to stay offline; bundles can be opened all the same.", "INTERNET_OFFLINE")
        column.operator("onetake.list_jobs", text="Show finished jobs", icon="FILE_REFRESH")

        if len(shown.models) > 0:
            layout.template_list("ONETAKE_UL_models", "", shown, "models", shown, "chosen", rows=4)
            if 0 <= shown.chosen < len(shown.models):
                layout.label(text=shown.models[shown.chosen].operation)
            layout.operator("onetake.import_job", icon="IMPORT")
        for task in tasks.running:
            _show_task(layout, task)
        if shown.error:
            _say(layout.box(), shown.error, "ERROR")
        elif shown.message:
            _say(layout, shown.message, "INFO")


def _show_task(layout, task):
    row = layout.row()
    if hasattr(row, "progress"):  # Blender 4.0
        row.progress(factor=task.share or 0.0, text=task.label)
    else:
        share = "" if task.share is None else " " + str(round(task.share * 100)) + " %"
        row.label(text=task.label + share, icon="SORTTIME")
    row.operator("onetake.cancel", text="", icon="CANCEL")


def _say(layout, text, icon):
    """A label is one line and cuts the rest off."""
    column = layout.column(align=True)
    for index, line in enumerate(textwrap.wrap(text, 44)):
        column.label(text=line, icon=icon if index == 0 else "BLANK1")


CLASSES = (ONETAKE_UL_models, ONETAKE_PT_jobs)


def register():
    for one in CLASSES:
        bpy.utils.register_class(one)


def unregister():
    for one in reversed(CLASSES):
        bpy.utils.unregister_class(one)
