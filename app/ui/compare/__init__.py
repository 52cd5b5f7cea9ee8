"""Takes of one shot side by side: two to four pictures on one clock, what differs, and the choice.

Belongs here: reading takes into columns, the panes, the window around them.
Does not: the takes strip (`ui.board`), reviewing a cut (`ui.review`).
May be imported by `ui.board`.
"""
