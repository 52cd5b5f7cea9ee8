"""From chosen shots to paid attempts: the cost sheet, the send preview, the one place where money is spent.

Belongs here: prices in words, batches, what exactly goes out, handing off to other programs.
Does not: choosing a generator (`ui.choosing`), following what was sent (`ui.queue`).
May be imported by `ui.board` and `ui.queue`.
"""
