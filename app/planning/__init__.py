"""Decides what to ask for, and in what order: breakdown, prompts, recipes, the rough cut.

Belongs here: pure functions from scenes, cast and shots to shots, recipes and cuts; no model, no network, no disk.
Does not: parsing text (screenplay), writing to the project (commands), drawing or sounding anything (media).
May be imported by studio, cli and ui; imports only `domain` and `errors`.
"""
