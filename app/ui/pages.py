"""Which pages there are, in the order of the work. A page that is not ready is not in the list."""

from __future__ import annotations

from app.ui.board.page import BoardPage
from app.ui.cast.page import CastPage
from app.ui.continuity.page import ContinuityPage
from app.ui.deliver.page import DeliverPage
from app.ui.home.page import HomePage
from app.ui.page import Page
from app.ui.queue.page import QueuePage
from app.ui.script.page import ScriptPage

#: Home stands apart: it is shown without a project and has no place in the page bar.
HOME: type[Page] = HomePage
PAGES: tuple[type[Page], ...] = (
    ScriptPage,
    CastPage,
    BoardPage,
    QueuePage,
    ContinuityPage,
    DeliverPage,
)
