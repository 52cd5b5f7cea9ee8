"""Pixels, samples and ffmpeg: probing, frames, sound, voices, safe pictures, the animatic's drawing.

Belongs here: whatever touches a picture, a sound or the ffmpeg binary, as functions from files and
frozen requests to files and frozen results. Does not belong here: where a file is kept (store), what
to draw or in which order (domain, planning), deliverables (export). May be imported by export, jobs
and studio; imports only domain, errors and paths.
"""
