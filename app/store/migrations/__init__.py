"""From an older schema to this one: numbered steps, run on a verified copy and swapped in whole.

Belongs here: one function per change of the tables, and the frame that runs them.
Does not: anything that changes what a drama means (commands).
May be imported by the rest of the store.
"""
