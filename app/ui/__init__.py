"""What a person sees and touches: the only room with PySide6 (besides `bootstrap`).

Belongs here: windows, pages, widgets, painting, keys, the words on the screen.
Does not: rules of the film, files, SQL, vendors, ffmpeg; those are reached through `studio` only.
May be imported by `bootstrap`; imports studio, commands, planning, screenplay, domain, settings.
"""
