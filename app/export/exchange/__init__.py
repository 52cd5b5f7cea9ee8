"""The same cut for other programs: edit lists, drafts, captions, tables and boards.

What does not travel is said (`Written.losses`), never dropped in silence. Rendering films belongs to the room
above; only studio and this room's own modules import from here.
"""
