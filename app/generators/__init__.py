"""Asking a model: the contract, the cards, the catalog, the HTTP policy and one file a vendor.

Belongs here: how a question reaches a generator and how its answer is read. Does not belong here: when to
ask, what it may cost in sum, what to do with the answer (jobs, store). May be imported by jobs, studio and
bootstrap. Only `http.py` imports httpx; vendors import contract, login, refusals and http, never the catalog.
"""
