"""The base parts every page is built from: buttons, labels, chips, cards, thumbnails, empty states.

Belongs here: widgets that know the theme but nothing of projects, shots or cast.
Does not: anything that reads a workspace. May be imported by every page.
"""
