"""The storyboard artist: draws a recipe's `Picture` as a moving ink-and-wash storyboard, offline.

Belongs here: staging, figures, places, light, furniture and camera of the drawing, deterministic for
a recipe. Does not belong here: writing video files (`media.compose`), deciding what a shot shows
(planning). May be imported by the rest of `media`, by export, jobs and studio.
"""
