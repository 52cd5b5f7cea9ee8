"""Text to scenes and back, one format a file.

Belongs here: decoding, the Fountain and Chinese script formats, their diagnostics, and marks for the editor.
Does not: ids that last (planning.script gives them), shots, the project folder, Qt.
May be imported by studio, ui and cli; imports only domain and errors.
"""
