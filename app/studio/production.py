"""What is made: shots from the script, takes from the shots, voices and music."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

from app.commands import script as script_commands
from app.commands import shots as shot_commands
from app.domain.attempts import FINAL
from app.domain.cast import CastEntry
from app.domain.changes import Changes
from app.domain.choices import FallbackPlan, GeneratorChoice, ResolvedChoice
from app.domain.ids import AttemptId, EpisodeId, ShotId, TakeId
from app.domain.money import Money, converted
from app.domain.recipes import Recipe
from app.domain.script import Episode, Music
from app.domain.shots import Shot, ShotDiff
from app.domain.takes import Take
from app.domain.wording import N_
from app.errors import BadInput, NotFound
from app.generators.contract import Handed, HandOff
from app.jobs.runner import Job, Progress
from app.media import music
from app.planning import breakdown, coverage
from app.planning import shots as shot_planning
from app.planning.coverage import Coverage
from app.planning.recipes import CompiledRecipe
from app.studio.attempts import Attempts
from app.studio.caps import Caps
from app.studio.costs import CostItem, CostSheet
from app.studio.experience import Experiences
from app.studio.quoting import BakeOff, Quoting
from app.studio.recipes import Recipes
from app.studio.report import Cancelled, Report, never, quiet
from app.studio.send_preview import Previewing, SendPreview
from app.studio.services import Services
from app.studio.voicing import Voicing
from app.studio.waiting import finish
from app.studio.workspace import Workspace

#: Music is composed this much longer than the planned shots, because voices make shots grow.
_MUSIC_RESERVE = 1.5


class Production:
    """Makes things for one project: `attempts` follows what was sent, `voicing` speaks the lines."""

    def __init__(self, workspace: Workspace, services: Services) -> None:
        self._workspace = workspace
        self._services = services
        self.attempts = Attempts(workspace, services)
        self.voicing = Voicing(workspace, services)
        self.recipes = Recipes(workspace, services)
        self._caps = Caps(workspace, services)
        self._quoting = Quoting(workspace, services, self.attempts, self.recipes)
        self._previewing = Previewing(workspace, services, self.attempts)
        self.experience = Experiences(workspace, services, self.attempts)
        self._composer: Job | None = None

    def resume(self) -> None:
        """Take up what an earlier run left in the ledger."""
        self.attempts.resume()

    def close(self) -> None:
        """Stop following; nothing is lost."""
        self.attempts.close()
        self.voicing.close()
        if self._composer is not None:
            self._composer.cancel()

    # -- shots ------------------------------------------------------------------------------------

    def breakdown(self, episode_id: EpisodeId) -> ShotDiff:
        """What the script of an episode asks for, against the shots there are; changes nothing."""
        workspace = self._workspace
        scenes = workspace.scenes(episode_id)
        proposed = breakdown.propose_episode(
            scenes,
            workspace.all(CastEntry),
            workspace.project.fps,
            episode=workspace.get(Episode, episode_id).number,
        )
        existing = [row.shot for row in workspace.board_rows(episode_id)]
        takes = workspace.file.queries.takes_by_shot(episode_id)
        return shot_planning.diff(existing, proposed, takes)

    def accept(self, diff: ShotDiff, origin: str = "") -> Changes:
        """Apply a diff as one undo step; takes and picks survive."""
        return self._workspace.do(shot_commands.accept_shots, diff, origin=origin)

    def coverage(self, episode_id: EpisodeId) -> Coverage:
        """How many spoken lines are in exactly one shot."""
        shots = [row.shot for row in self._workspace.board_rows(episode_id)]
        return coverage.measure(self._workspace.scenes(episode_id), shots)

    # -- takes ------------------------------------------------------------------------------------

    def quote(
        self,
        shot_ids: Sequence[ShotId],
        *,
        generator: str = "",
        model: str = "",
        takes: int = 1,
        cap: Decimal | None = None,
        fallbacks: FallbackPlan | None = None,
    ) -> CostSheet:
        """Everything a batch would ask for, checked and priced; nothing is written or sent.

        `generator` empty follows each shot, its scene, then the project. `takes` asks that many times, each
        with its own seed. `cap` limits this batch, in the currency of its prices. `fallbacks` takes the place
        of the chains of shots and project.

        Raises:
            NotFound: there is no such shot or generator.
        """
        return self._quoting.batch(
            shot_ids, generator, model, takes=takes, cap=cap, fallbacks=fallbacks
        )

    def quote_group(
        self,
        shot_ids: Sequence[ShotId],
        generator: str = "",
        model: str = "",
        *,
        cap: Decimal | None = None,
    ) -> CostSheet:
        """Shots of one scene that follow each other, asked for as one film: a sheet of one item.

        The film that arrives is cut apart into one take of each shot. `generator` empty follows the first shot.

        Raises:
            NotFound: there is no such shot or generator.
            BadInput: the generator has no such model.
            RuleBroken: these shots cannot be one film; the sentence says why.
        """
        return self._quoting.group(shot_ids, generator, model, cap=cap)

    def quote_compiled(self, compiled: Sequence[CompiledRecipe]) -> CostSheet:
        """Recipes that were compiled elsewhere (pictures of sheets), checked and priced like any batch."""
        return self._quoting.compiled(compiled)

    def bake_off(
        self,
        shot_ids: Sequence[ShotId],
        choices: Sequence[GeneratorChoice],
        *,
        takes: int = 1,
        cap: Decimal | None = None,
    ) -> CostSheet:
        """The same shots to several generators or models at once; every take is kept, one is picked later.

        The attempts share `CostSheet.batch`, by which `bake_offs` finds their takes again.

        Raises:
            NotFound: there is no such shot or generator.
            BadInput: a generator has no such model.
        """
        return self._quoting.bake_off(shot_ids, choices, takes=takes, cap=cap)

    def bake_offs(self, shot_id: ShotId) -> tuple[BakeOff, ...]:
        """Bake-offs of a shot, newest first, with the takes that have arrived."""
        return self._quoting.bake_offs(shot_id)

    def reissue(self, source: AttemptId | TakeId, generator: str, model: str = "") -> CostSheet:
        """The same recipe for another vendor; what its card does not take is in the item's `dropped`.

        Raises:
            NotFound: there is no such attempt, take or generator.
            BadInput: the take was not made by a generator, or the generator has no such model.
        """
        found = self._workspace.find(Take, source) or self.attempts.get(AttemptId(source))
        return self._quoting.reissue(found, GeneratorChoice(generator=generator, model=model))

    def send_preview(self, item: CostItem) -> SendPreview:
        """Exactly what would go out for one item, keys hidden; local drawings and people have no request."""
        return self._previewing.prepared(item)()

    def start_send_preview(
        self,
        item: CostItem,
        done: Callable[[SendPreview], None],
        failed: Callable[[Exception], None],
    ) -> Job:
        """As `send_preview`, on the pool: pictures may have to be fitted first."""
        build = self._previewing.prepared(item)
        return self._services.runner.run(lambda _progress: build(), done, failed)

    def generate(
        self, sheet: CostSheet, *, allow_duplicates: bool = False, allow_unpriced: bool = False
    ) -> tuple[AttemptId, ...]:
        """Send a whole cost sheet: written down first, whole or not at all.

        Raises:
            BadInput, NeedsDecision, OverBudget: nothing was written and nothing sent.
        """
        sheet.demand_sendable(allow_unpriced=allow_unpriced)
        own = next((one.cap for one in sheet.caps if one.scope == "batch"), None)
        caps = () if sheet.is_offline else self._caps.of_batch(own)
        return self.attempts.submit(
            [item.recipe for item in sheet.items],
            caps=caps,
            chains=[item.chain for item in sheet.items],
            allow_duplicates=allow_duplicates,
            allow_unpriced=allow_unpriced,
            batch=sheet.batch,
        )

    def lacking(self, shot_ids: Sequence[ShotId], generator: str = "") -> tuple[ShotId, ...]:
        """Those of `shot_ids` that their generator (or `generator`) has neither given a take nor is asked for one.

        Omitted shots and shots that are no longer in the script lack nothing.
        """
        asked = {
            (shot, one.generator)
            for one in self.attempts.open_of(shot_ids)
            for shot in one.recipe.shots
        }
        found: list[ShotId] = []
        for shot_id in shot_ids:
            shot = self._workspace.get(Shot, shot_id)
            if shot.orphaned or shot.status == "omitted":
                continue
            wanted = generator or self.recipes.choice(shot_id).generator
            takes = self._workspace.all(Take, shot_id=shot_id)
            drawn = any(take.generator == wanted for take in takes)
            if not drawn and (shot_id, wanted) not in asked:
                found.append(shot_id)
        return tuple(found)

    def hand_off(self, shot_id: ShotId, folder: Path, generator: str = "handoff") -> Handed:
        """Write prompt, references and recipe of a shot into a folder, for a person to take elsewhere.

        Raises:
            NotFound: the generator is not a hand-off.
            BadInput: a reference picture is missing.
            DiskTrouble: the folder cannot be written.
        """
        person = self._services.catalog[generator]
        if not isinstance(person, HandOff):
            raise NotFound(N_("This generator is not a hand-off."), N_("Use Generate for it."))
        recipe = self.recipes.compile(shot_id, generator, "").recipe
        return person.hand_over(recipe, self._inputs(recipe), folder)

    def _inputs(self, recipe: Recipe) -> dict[str, Path]:
        found = {
            one.media.sha256: self._workspace.media_path(one.media) for one in recipe.references
        }
        return {sha: path for sha, path in found.items() if path is not None}

    def choice_of(self, shot_id: ShotId) -> ResolvedChoice:
        """The generator a shot goes to by itself, and whether shot, scene or project says so."""
        return self.recipes.choice(shot_id)

    # -- figures ----------------------------------------------------------------------------------

    def spent_today(self) -> Money:
        """Spent since midnight UTC in the currency of the person's cap."""
        settings = self._services.settings.current
        sums = [
            converted(one, settings.cap_currency, settings.cny_per_usd)
            for one in self.attempts.spend().today
        ]
        amount = sum((one.amount for one in sums if one), Decimal(0))
        return Money(amount=amount, currency=settings.cap_currency)

    def daily_cap(self) -> Money | None:
        """The person's own cap for a day; None without one."""
        settings = self._services.settings.current
        if settings.daily_cap is None:
            return None
        return Money(amount=settings.daily_cap, currency=settings.cap_currency)

    def open_count(self) -> int:
        """How many attempts are under way or wait their turn."""
        counts = self.attempts.counts()
        return sum(
            number for state, number in counts.items() if state not in FINAL and state != "unknown"
        )

    def waiting_for_person(self) -> int:
        """How many attempts go on only when a person decides."""
        return self.attempts.counts().get("unknown", 0)

    # -- sound ------------------------------------------------------------------------------------

    def compose_music(
        self,
        episode_id: EpisodeId,
        *,
        mood: str = "",
        report: Report = quiet,
        cancelled: Cancelled = never,
        origin: str = "",
    ) -> Music:
        """Compose an original bed as long as the episode and lay it under; stays until it is done.

        Raises:
            BadInput: the episode has no shots yet.
            Cancelled: stopped; the episode is as it was.
        """
        work = self._composing(episode_id, mood)
        composed = finish(self._services, work, report, cancelled)
        self._workspace.do(script_commands.set_music, episode_id, composed, origin=origin)
        return composed

    def start_music(
        self,
        episode_id: EpisodeId,
        done: Callable[[Music], None],
        failed: Callable[[Exception], None],
        *,
        mood: str = "",
        origin: str = "",
    ) -> None:
        """As `compose_music`, in the background."""

        def lay(composed: Music) -> None:
            self._workspace.do(script_commands.set_music, episode_id, composed, origin=origin)
            done(composed)

        self._composer = self._services.runner.run(self._composing(episode_id, mood), lay, failed)

    def _composing(self, episode_id: EpisodeId, mood: str) -> Callable[[Progress], Music]:
        workspace = self._workspace
        episode = workspace.get(Episode, episode_id)
        frames = sum(row.shot.length for row in workspace.board_rows(episode_id))
        if not frames:
            raise BadInput(
                N_("The episode has no shots yet."), N_("Make shots from the script first.")
            )
        seconds = frames / workspace.project.fps * _MUSIC_RESERVE
        assets = workspace.file.assets

        def work(progress: Progress) -> Music:
            return music.compose_into(assets, seconds, episode.number, mood, progress.cancelled)

        return work
