"""What keeps a person's work safe, as dialogs and banners: backups, lost media files, copies, projects in use.

Belongs here: showing and asking. Does not: making backups or finding files
(`studio.keeping`), opening (`studio.studio`).
May be imported by the shell (`ui.main_window`, `ui.window_dialogs`) and by `ui.home`.
"""
