"""The Queue page: every attempt with its state, age and cost, and what needs a person.

Belongs here: the attempt table, its details, the spend strip, the decision on an unknown submission.
Does not: starting attempts (the cost sheet of `ui.board` does).
May be imported by `ui.main_window`.
"""
