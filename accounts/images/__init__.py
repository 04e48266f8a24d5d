"""Pictures that people upload: made anew by a process that can reach nothing, so that what is kept is ours."""

from accounts.images.pictures import AVATAR, BANNER, DOCUMENT, Shape, redraw

__all__ = ["AVATAR", "BANNER", "DOCUMENT", "Shape", "redraw"]
