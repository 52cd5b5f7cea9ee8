"""Files for others: the film, its captions, its AI label, and the proof that it is right.

Belongs here: presets, the render plan and its pieces, captions, labels, checks of a finished file.
Does not belong here: what is cut where (domain.timeline, planning), drawing and decoding (media),
which file belongs to which episode (studio). May be imported by studio; imports media, domain,
errors and paths.
"""
