"""The command line: a thin face over studio.

Belongs here: arguments, words and tables for a terminal, exit codes.
Does not: any decision; whatever can be asked here can be asked of studio. Imported by bootstrap only.
"""
