"""Work that waits: the runner, the conductor of attempts, polling, downloads and progress.

Belongs here: what takes time, reports and can be cancelled, and the rules of paying once. Does not belong
here: wire formats (generators), tables (store), pixels (media). May be imported by studio and bootstrap.
"""
