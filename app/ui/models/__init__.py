"""Qt models of shots, takes and attempts, and the picture cache behind them.

Belongs here: models that hold ids and what a card shows, rebuilt from `Changes`; never the truth itself.
Does not: widgets, painting, commands.
May be imported by the pages of `ui`; imports `domain` and Qt only.
"""
