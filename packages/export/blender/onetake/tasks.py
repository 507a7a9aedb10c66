# SPDX-License-Identifier: GPL-3.0-or-later
"""Work that waits for a network, beside Blender and never in its way.

The work runs in a thread and touches no bpy. Blender's timer takes its result up in the main thread, where bpy may
be used: the one pattern that docs.blender.org, "Use a Timer to react to events in another thread", allows.
"""

import queue
import threading

import bpy

LOOK_EVERY_SECONDS = 0.1

running = []


class Task:
    """One piece of work. `work(task)` runs in the thread, `done(result)` or `failed(error)` in the main thread."""

    def __init__(self, label, work, done, failed):
        self.label = label
        self.share = None
        self._done = done
        self._failed = failed
        self._canceled = threading.Event()
        self._results = queue.Queue()
        self._thread = threading.Thread(target=self._run, args=(work,), name="onetake", daemon=True)

    def start(self):
        running.append(self)
        self._thread.start()
        if not bpy.app.timers.is_registered(look):
            bpy.app.timers.register(look, first_interval=LOOK_EVERY_SECONDS)
        redraw()

    def cancel(self):
        """Nobody waits for the thread: it sees this at its next chunk and ends by itself."""
        self._canceled.set()
        if self in running:
            running.remove(self)
        redraw()

    def is_canceled(self):
        return self._canceled.is_set()

    def report(self, share):
        self.share = min(max(share, 0.0), 1.0)

    def _run(self, work):
        try:
            self._results.put((self._done, work(self)))
        except Exception as error:  # a thread has nobody to raise to
            self._results.put((self._failed, error))

    def take_up(self):
        """True when it is over."""
        try:
            then, value = self._results.get_nowait()
        except queue.Empty:
            return False
        # Out of the list first: what follows may start the next task.
        if self in running:
            running.remove(self)
        if not self.is_canceled():
            then(value)
        return True


def look():
    """What Blender's timer calls; gives when to call again, or None."""
    for task in list(running):
        task.take_up()
    redraw()
    return LOOK_EVERY_SECONDS if running else None


def cancel_all():
    for task in list(running):
        task.cancel()
    if bpy.app.timers.is_registered(look):
        bpy.app.timers.unregister(look)


def redraw():
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                area.tag_redraw()
