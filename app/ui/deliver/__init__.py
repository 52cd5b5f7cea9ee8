"""The Deliver page: presets, checks, a render in the background and the finished file.

Belongs here: what turns an episode into a file for others, as a person sees it.
Does not: rendering itself (`studio.rendering`).
May be imported by `ui.main_window`.
"""
