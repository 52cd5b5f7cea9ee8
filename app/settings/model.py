"""What a person can choose."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.cards import Price
from app.domain.money import Currency, Money

Theme = Literal["dark", "light", "system"]
FaceLanguage = Literal["zh_CN", "en"]
#: Never, only without battery and load, or always.
Prepare = Literal["off", "mains", "always"]

#: Grows when a field is renamed or changes its meaning; `settings.migrations` brings older files here.
VERSION = 1


class VendorSettings(BaseModel):
    """One generator's address and manners; its key lives in the OS keyring."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    url: str = ""
    in_flight: int = Field(0, ge=0, le=100, description="0 follows the card")
    workflow: str = Field("", description="path of an exported workflow, for local servers")
    enabled: bool = True
    options: dict[str, str] = Field(
        default_factory=dict, description="the vendor's own choices by name, as its cards list them"
    )


class OwnPrice(BaseModel):
    """A price the person knows better than the card: it takes the place of the model's price of that unit.

    `model` empty means every model of the generator.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    generator: str
    model: str = ""
    price: Price
    noted_on: str = Field("", description="ISO date")


class RecentProject(BaseModel):
    """A project on the Home page."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    folder: str
    title: str = ""
    opened_at: str = Field("", description="ISO time")


class Settings(BaseModel):
    """Everything in Preferences; frozen, changed by `model_copy`. Unknown fields of a newer version are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: int = VERSION
    language: FaceLanguage | None = Field(None, description="None follows the system")
    theme: Theme = "dark"
    text_percent: int = Field(100, ge=80, le=200)
    reduce_motion: bool = False
    notices: bool = Field(default=False, description="system notices when jobs end")
    projects_folder: str = ""
    ffmpeg: str = Field("", description="another ffmpeg than the bundled one")
    daily_cap: Decimal | None = Field(None, ge=0)
    cap_currency: Currency = "CNY"
    cny_per_usd: Decimal = Field(Decimal("7.1"), gt=0, description="the person's own exchange rate")
    generator_caps: dict[str, Money] = Field(
        default_factory=dict, description="most that a project may spend at a generator, by its id"
    )
    own_prices: tuple[OwnPrice, ...] = ()
    point_worth: dict[str, Money] = Field(
        default_factory=dict,
        description="what one of a vendor's points costs the person, by vendor",
    )
    confirm_above: Decimal = Field(
        Decimal(20), ge=0, description="cost sheets above this start on Cancel"
    )
    vendors: dict[str, VendorSettings] = Field(default_factory=dict)
    farm: str = Field("", description="address of a Dask scheduler; empty: this machine renders")
    hardware: str = Field("", description="hardware encoder to try; empty: software")
    prepare: Prepare = Field(
        "mains", description="when pieces of the film are made while the person works"
    )
    certificate: str = Field(
        "", description="PEM chain for C2PA signing; empty: a development certificate"
    )
    certificate_key: str = Field("", description="PEM key of it, without a password")
    recent: tuple[RecentProject, ...] = ()
    window: dict[str, str] = Field(
        default_factory=dict, description="window state by name, opaque text"
    )

    def vendor(self, vendor_id: str) -> VendorSettings:
        """The vendor's settings, defaults when none were made."""
        return self.vendors.get(vendor_id, VendorSettings())

    def worth(self, currency: Currency) -> dict[Currency, Decimal]:
        """What one unit of other money is worth in `currency`, at the person's own exchange rate."""
        rates: dict[Currency, dict[Currency, Decimal]] = {
            "CNY": {"USD": self.cny_per_usd},
            "USD": {"CNY": 1 / self.cny_per_usd},
        }
        return rates.get(currency, {})

    def with_recent(self, folder: str, title: str, opened_at: str) -> Settings:
        """A copy with the project on top of the list of twenty."""
        row = RecentProject(folder=folder, title=title, opened_at=opened_at)
        others = tuple(item for item in self.recent if item.folder != folder)
        return self.model_copy(update={"recent": (row, *others)[:20]})

    def without_recent(self, folder: str) -> Settings:
        """A copy without the project in the list; the project itself is untouched."""
        kept = tuple(item for item in self.recent if item.folder != folder)
        return self.model_copy(update={"recent": kept})
