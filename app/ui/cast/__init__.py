"""The Cast page: characters, places, props and styles with their looks, pictures and voices, and where they are used.

May be imported by the window; its faces, words and pinned pictures also by Continuity and the Board.
"""
