"""Before a project is open: recent projects, a new one, the sample, importing a script.

Belongs here: the Home page and the dialogs that make or find a project. May be imported by the window only.
"""
