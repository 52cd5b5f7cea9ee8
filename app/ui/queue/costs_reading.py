"""The project's own figures as rows: what was kept, what a kept second costs, how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.wording import N_
from app.planning.experience import Dimension, Experience
from app.ui.i18n import _, span
from app.ui.models.makers import Makers
from app.ui.models.words import word

#: What the figures can be told by: key, words, dimensions.
GROUPINGS: tuple[tuple[str, str, tuple[Dimension, ...]], ...] = (
    ("model", N_("By model"), ("generator", "model")),
    ("size", N_("By framing"), ("size",)),
    ("character", N_("By character"), ("character",)),
    ("both", N_("By model and framing"), ("generator", "model", "size")),
)
COLUMNS = (
    N_("Who or what"), N_("Sent"), N_("Kept"), N_("Rejected"), N_("Spent"), N_("Per kept second"),
    N_("Usual wait"), N_("Nine of ten within"),
)  # fmt: skip


@dataclass(frozen=True)
class CostRow:
    """One group; shares are 0 to 1, prices in the currency of the person's cap, waits in seconds."""

    name: str
    sent: int
    kept: str
    rejected: float | None
    spent: str
    price: Decimal | None
    price_words: str
    wait: float | None
    wait_late: float | None

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts of the table."""
        return (
            self.name, str(self.sent), self.kept, share_words(self.rejected), self.spent, self.price_words,
            span(self.wait) if self.wait is not None else "–",
            span(self.wait_late) if self.wait_late is not None else "–",
        )  # fmt: skip


def row_of(figures: Experience, makers: Makers) -> CostRow:
    """One group in words."""
    price = figures.per_kept_second or figures.per_kept_piece
    words = "–" if price is None else str(price)
    if figures.per_kept_second is None and price is not None:
        words = _("{price} each").format(price=price)
    return CostRow(
        name=name_of(figures, makers),
        sent=figures.sent,
        kept=_("{kept} of {decided}").format(kept=figures.kept, decided=figures.decided)
        if figures.decided
        else "–",
        rejected=figures.reject_rate,
        spent=" + ".join(str(money) for money in figures.spent) or "–",
        price=price.amount if price else None,
        price_words=words,
        wait=figures.wait_median,
        wait_late=figures.wait_90,
    )


def name_of(figures: Experience, makers: Makers) -> str:
    """What a group is: a model, a framing, a person, or both."""
    parts = []
    if figures.generator:
        parts.append(makers.short(figures.generator, figures.model))
    if figures.size:
        parts.append(word("size", figures.size))
    if figures.character:
        parts.append(figures.character)
    return " · ".join(parts) or _("Nobody in frame")


def share_words(share: float | None) -> str:
    """A share in percent; a dash before anything is decided."""
    return "–" if share is None else f"{share:.0%}"


def undecided(rows: Sequence[Experience]) -> int:
    """Takes that wait for a pick and count nowhere until then."""
    return sum(one.undecided for one in rows)
