"""The Continuity page: every pick of someone beside the pinned sheet, what is outdated, and what does not join.

Belongs here: looking at drift and going to the shot. Does not: changing looks (`cast`) or shots (`board`). May be
imported by the window only.
"""
