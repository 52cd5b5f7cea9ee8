"""The Script page: writing, scenes as text, cards and outline, making shots of them, importing.

Belongs here: the editor, its views and dialogs. Does not: reading scripts (screenplay) or proposing shots (planning).
May be imported by the window, and its import preview by Home.
"""
