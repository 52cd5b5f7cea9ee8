"""What the delivery check has to know of an episode, gathered from the project: takes, reasons, sizes, rights."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.cast import Look
from app.domain.ids import EpisodeId, ShotId
from app.domain.review import Note
from app.domain.script import Episode
from app.domain.shots import Shot
from app.domain.takes import Take
from app.domain.timeline import PictureClip, Timeline
from app.domain.wording import N_
from app.export.delivery import Delivery, Filing, Notice, ShotFacts, Texts
from app.planning import coverage
from app.studio.orders import ExportChoice, preset_of
from app.studio.recipes import Recipes
from app.studio.workspace import Workspace

_REVIEWED = ("review", "retake", "approved", "locked")


def gather(
    workspace: Workspace,
    recipes: Recipes,
    episode_id: EpisodeId,
    choice: ExportChoice,
    timeline: Timeline,
) -> tuple[Delivery, tuple[Notice, ...]]:
    """The facts, and the notices that need no measuring: files that are missing, lines in no shot.

    Raises:
        NotFound: there is no such preset.
    """
    project, episode = workspace.project, workspace.get(Episode, episode_id)
    shots = {row.shot.id: row.shot for row in workspace.board_rows(episode_id)}
    takes = {take.id: take for take in workspace.file.queries.takes_of(episode_id)}
    outdated = recipes.outdated_of(episode_id)
    unnoted = _without_rights(workspace)
    facts = []
    for clip in timeline.pictures:
        shot = shots.get(clip.shot_id) if clip.shot_id else None
        if shot is None:
            continue
        take = takes.get(clip.take_id) if clip.take_id else None
        why = outdated.get(take.id, ()) if take else ()
        facts.append(_facts(clip, shot, take, why, unnoted))
    release, filing = episode.release, project.filing
    delivery = Delivery(
        timeline=timeline,
        preset=preset_of(project, choice.preset),
        shots=tuple(facts),
        label=choice.label or project.label,
        style=choice.caption_style,
        burn_captions=choice.burn_captions and not choice.clean,
        language=project.language,
        texts=Texts(title=release.title, description=release.description, tags=release.tags),
        filing=Filing(
            kind=filing.kind, number=filing.number, licence_clip=filing.licence is not None
        ),
        approval_needed=any(shot.status in _REVIEWED for shot in shots.values())
        or bool(workspace.file.count(Note)),
    )
    lost = [*_missing_files(workspace, timeline), *_uncovered(workspace, episode_id, shots)]
    return delivery, tuple(lost)


def _facts(
    clip: PictureClip,
    shot: Shot,
    take: Take | None,
    why: tuple[str, ...],
    unnoted: Mapping[str, str],
) -> ShotFacts:
    references = take.recipe.references if take and take.recipe else ()
    names = [unnoted[one.media.sha256] for one in references if one.media.sha256 in unnoted]
    return ShotFacts(
        shot_id=shot.id,
        number=shot.number,
        start=clip.start,
        has_take=take is not None,
        outdated=why,
        status=shot.status,
        source=(take.media.width, take.media.height) if take else (0, 0),
        rights=tuple(dict.fromkeys(names)),
    )


def _without_rights(workspace: Workspace) -> dict[str, str]:
    """Pinned pictures whose rights nobody noted: hash to the name of who is seen."""
    names = {entry.id: entry.name for entry in workspace.cast()}
    return {
        reference.media.sha256: names.get(look.cast_id, look.name)
        for look in workspace.all(Look)
        for reference in look.references
        if not reference.rights
    }


def _missing_files(workspace: Workspace, timeline: Timeline) -> list[Notice]:
    found = []
    for clip in timeline.pictures:
        if clip.media is not None and workspace.media_path(clip.media) is None:
            text = N_("The film of shot {number} is missing on the disk.")
            found.append(
                Notice(
                    code="missing_media",
                    severity="error",
                    message=text.format(number=clip.label),
                    fix=N_("Put the file back, or pick another take."),
                    shot_id=clip.shot_id,
                    frame=clip.start,
                )
            )
    for sound in timeline.sounds:
        if sound.kind != "native" and workspace.media_path(sound.media) is None:
            seconds = sound.start / timeline.fps
            text = N_("The sound at {seconds:.1f} s is missing on the disk.")
            found.append(
                Notice(
                    code="missing_media",
                    severity="error",
                    message=text.format(seconds=seconds),
                    fix=N_("Put the file back, or make it again."),
                    shot_id=sound.shot_id,
                    frame=sound.start,
                )
            )
    return found


def _uncovered(
    workspace: Workspace, episode_id: EpisodeId, shots: Mapping[ShotId, Shot]
) -> list[Notice]:
    used = tuple(shot for shot in shots.values() if shot.status != "omitted" and not shot.orphaned)
    measured = coverage.measure(tuple(workspace.scenes(episode_id)), used)
    if not measured.missing or not used:
        return []
    text = N_("Lines of the script that are in no shot: {count}.")
    return [
        Notice(
            code="uncovered",
            severity="warning",
            message=text.format(count=len(measured.missing)),
            fix=N_("Break the scene down again, or leave them out on purpose."),
        )
    ]
