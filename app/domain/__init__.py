"""What a drama is: frozen values and the rules of the film.

Belongs here: nouns (episode, scene, shot, cast, recipe, take, cut ...), their vocabularies, and pure rules on them.
Does not: anything that touches a disk, a clock, the network, Qt or SQL.
May be imported by every room; imports only `errors`.
"""
