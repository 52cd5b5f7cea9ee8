"""The person's own choices, which travel with the person and not with a project.

Belongs here: taste (language, theme, text size), vendor addresses, spending limits, where keys are kept.
Does not: anything of a project. May be imported by studio and above; imports domain, errors and paths only.
"""
