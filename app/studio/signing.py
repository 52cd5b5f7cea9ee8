"""What a signature claims of a film: every clip that is really in it, who made it, and with which model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app import paths
from app.domain.ids import TakeId
from app.domain.takes import Take, TakeSource, VoiceTake
from app.domain.timeline import Timeline
from app.export.provenance import Origin, Signing, Used
from app.settings.model import Settings
from app.studio.workspace import Workspace

#: What a person brought may be anything; only what generators answered is known to be a model's.
_ORIGIN: dict[TakeSource, Origin] = {
    "generated": "model",
    "handed_back": "model",
    "drawn": "drawn",
    "imported": "unknown",
}
#: Voices that follow rules instead of a model.
_RULED_VOICES = frozenset({"espeak"})


def signing_of(
    workspace: Workspace, timeline: Timeline, media: Mapping[str, Path], settings: Settings
) -> Signing:
    """The order to sign: the clips of a cut with their origins, and the person's certificate where there is one."""
    chain = Path(settings.certificate) if settings.certificate else None
    key = Path(settings.certificate_key) if settings.certificate_key else None
    return Signing(
        used=(*_pictures(workspace, timeline, media), *_sounds(workspace, timeline)),
        folder=paths.settings_folder() / "certificates",
        chain=chain,
        key=key,
    )


def _pictures(workspace: Workspace, timeline: Timeline, media: Mapping[str, Path]) -> list[Used]:
    found: dict[str, Used] = {}
    for clip in timeline.pictures:
        if clip.media is None:
            if clip.shot_id is not None:
                found.setdefault("", Used(title="card", origin="drawn", generator="Fenjing"))
            continue
        take = workspace.find(Take, clip.take_id) if clip.take_id else None
        found.setdefault(clip.media.sha256, _used(take, clip.take_id, clip.label, media))
    return list(found.values())


def _used(take: Take | None, take_id: TakeId | None, label: str, media: Mapping[str, Path]) -> Used:
    if take is None:
        return Used(title=label or str(take_id), origin="unknown")
    origin = _ORIGIN[take.source]
    sha = take.media.sha256
    return Used(
        title=f"{label} T{take.number:02d}",
        origin=origin,
        # A vendor's film may carry a manifest of its own, which is kept as an ingredient.
        path=media.get(sha) if origin == "model" else None,
        generator=take.generator,
        model=take.model,
        sha256=sha,
    )


def _sounds(workspace: Workspace, timeline: Timeline) -> list[Used]:
    """One entry for each voice and for the music; a film's own sound belongs to its film."""
    voices = {take.media.sha256: take for take in workspace.all(VoiceTake)}
    found: dict[str, Used] = {}
    for clip in timeline.sounds:
        if clip.kind == "native":
            continue
        spoken = voices.get(clip.media.sha256)
        if spoken is not None:
            name = spoken.voice.generator
            origin: Origin = "drawn" if name in _RULED_VOICES else "model"
            title = f"voice {name} {spoken.voice.name}".strip()
            found.setdefault(title, Used(title=title, origin=origin, generator=name))
        else:
            known = Used(title=clip.kind, origin="unknown", sha256=clip.media.sha256)
            found.setdefault(clip.media.sha256, known)
    return list(found.values())
