"""One file a vendor: its address, its field names, its errors, and nothing that another vendor shares.

A vendor is found by its card (`Card.vendor`, else the card's id names the module) and offers
`build(card, tools) -> Generator`. It never imports the catalog. Only the catalog imports from here.
"""
