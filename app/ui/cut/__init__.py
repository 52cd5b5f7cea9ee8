"""The timeline strip: ruler, picture track, sounds and captions of one episode's cut.

Belongs here: geometry, painting and gestures of the strip.
Does not: pages; commands are handed in as signals.
May be imported by `ui.board` and other pages.
"""
