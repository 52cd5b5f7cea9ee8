"""The person's own choices as a dialog: general, look, language, generators and keys, keys on the keyboard, storage.

May be imported by the window only.
"""
