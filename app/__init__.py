"""Fenjing 分镜: a studio for AI short drama. The map of the rooms is in `README.md` beside this file."""
