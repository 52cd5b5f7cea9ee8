"""The Cast page: characters, places, props and styles with their looks, pictures and voices, and where they are used.

May be imported by the window only.
"""
