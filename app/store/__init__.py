"""The project folder on disk: rows, journal, media files, attempt ledger, backups, lock and migrations.

Belongs here: everything that reads or writes inside `NAME.fenjing/`.
Does not: what a change means (commands), what media look like (media), what a screen shows (ui).
May be imported by export, jobs, studio and bootstrap; imports only `domain` and `errors`.
"""
