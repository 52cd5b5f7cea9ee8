"""Every verb a person can undo: plain functions that write through an `Edit`, one file per noun.

Belongs here: what happens to the drama when somebody decides something.
Does not: reading or writing the disk (store), deciding what to propose (planning), pictures on a screen (ui).
May be imported by export, jobs, studio, cli, ui and bootstrap; imports only `domain` and `errors`.
"""
