"""The sentences of a cost sheet: what is blocked, what is unknown, what is asked twice, and who follows."""

from __future__ import annotations

from app.studio.costs import CostSheet
from app.ui.i18n import _, ngettext, sentence
from app.ui.models.makers import Makers


def warnings_of(sheet: CostSheet) -> list[tuple[str, str]]:
    """Tone and sentence of everything a person should know before spending."""
    rows: list[tuple[str, str]] = []
    if sheet.blocked:
        count = len(sheet.blocked)
        words = ngettext(
            "{n} take cannot be asked for:", "{n} takes cannot be asked for:", count
        ).format(n=count)
        reasons = list(
            dict.fromkeys(sentence(why) for item in sheet.blocked for why in item.problems)
        )
        rows.append(("error", f"{words} {'  '.join(reasons[:3])}"))
    if sheet.unknown_prices:
        count = sheet.unknown_prices
        words = ngettext(
            "The price of {n} take is not known before it is made.",
            "The prices of {n} takes are not known before they are made.",
            count,
        )
        rows.append(("warn", words.format(n=count)))
    foreign = sum(state.foreign for state in sheet.caps)
    if foreign:
        words = _("A cap cannot be held: nobody said what the vendor's points are worth.")
        rows.append(("error", words))
    if sheet.duplicates:
        count = sheet.duplicates
        words = ngettext(
            "{n} take is asked for a second time while the first is under way.",
            "{n} takes are asked for a second time while the first are under way.",
            count,
        )
        rows.append(("warn", words.format(n=count)))
    lost = list(dict.fromkeys(sentence(one) for item in sheet.items for one in item.dropped))
    if lost and sheet.kind == "reissue":
        rows.append(("warn", _("Does not carry over: {what}").format(what="  ".join(lost))))
    return rows


def chain_words(sheet: CostSheet, makers: Makers) -> str:
    """Who is asked when one fails, as far as all items agree; otherwise that it differs."""
    chains = {
        tuple((one.generator, one.model) for one in item.chain.recipes) if item.chain else ()
        for item in sheet.items
    }
    if len(chains) > 1:
        return _("If one fails: as each shot says.")
    names = [makers.short(*pair) for pair in next(iter(chains), ())]
    if not names:
        return _("If one fails, it waits for you.")
    return _("If one fails: {names}.").format(names=" → ".join(names))
