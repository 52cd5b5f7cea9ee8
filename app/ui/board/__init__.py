"""The Board page: shots as cards and as a table, the preview, the takes and the inspector.

Belongs here: what a person does to shots with eyes on pictures.
Does not: the timeline strip (`ui.cut`), the ledger of attempts (`ui.queue`).
May be imported by `ui.main_window`.
"""
