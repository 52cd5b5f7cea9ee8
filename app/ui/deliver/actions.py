"""What can be done on Deliver by key and by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.i18n import _

if TYPE_CHECKING:
    from app.ui.deliver.page import DeliverPage


def make_actions(page: DeliverPage) -> None:
    """Give the page its actions."""
    for name, words, keys, icon_name, do in (
        ("render", _("Render the ticked files"), "Ctrl+Return", "deliver", page.render_now),
        (
            "season", _("Render several episodes"), "Ctrl+Shift+Return", "episode",
            page.dialogs.open_season,
        ),
        ("pause", _("Pause or go on rendering"), "Ctrl+Shift+P", "pause", page.season.toggle),
        ("stop", _("Stop rendering"), "", "stop", page.season.cancel_all),
        ("search", _("Find a platform or format"), "Ctrl+F", "search", page.search),
        ("exchange", _("Films or exchange"), "Ctrl+E", "swap", page.other_mode),
        ("verify", _("See what a file carries…"), "", "search", page.dialogs.choose_verify),
        ("bundle", _("Bundle the project…"), "", "duplicate", page.dialogs.open_bundle),
        ("list", _("Import a shot list…"), "", "import", page.dialogs.choose_shot_list),
        ("back", _("Read a changed cut back…"), "", "import", page.exchange.choose_back),
    ):  # fmt: skip
        page.act(words, do, keys=keys, icon_name=icon_name, name=f"deliver.{name}")
    tabs = (
        ("check", _("Check")), ("file", _("File")), ("texts", _("Texts")), ("cover", _("Cover")),
        ("labels", _("Labels")),
    )  # fmt: skip
    for place, (key, words) in enumerate(tabs):
        said = _("Show: {what}").format(what=words)
        page.act(
            said, lambda tab=key: page.show_tab(tab), keys=f"Ctrl+Alt+{place + 1}",
            name=f"deliver.tab.{key}",
        )  # fmt: skip
