"""What the program can be asked to do, without a window: the one room both faces speak to.

Belongs here: joining script, planning, store, generators, jobs, media and export into whole jobs.
Does not: drawing, argument parsing, or any rule that a lower room owns.
May be imported by ui, cli and bootstrap.
"""
