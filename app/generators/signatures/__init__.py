"""How vendors want requests signed: pure functions of key, time and request. Only vendor modules import them."""
