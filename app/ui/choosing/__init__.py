"""Choosing who makes a take: the picker of generators and models, and the chain that follows when one fails.

Belongs here: rows of the picker in words, the picker, the editor of fallback chains.
Does not: spending (`ui.sending`), keys and addresses (`ui.preferences`).
May be imported by `ui.board`, `ui.queue` and `ui.sending`.
"""
