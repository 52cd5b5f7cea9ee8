"""Jianying (剪映) and CapCut drafts: a folder the desktop program opens, with the media inside it.

The format is private and undocumented; what is written here was seen in drafts of Jianying 5.9 and CapCut 6.7 and is
experimental. Times are microseconds. Newer programs encrypt what they save, so a draft is written and never read
back. The folder is made where the person says, never in the program's own place by itself.
"""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any, Literal

from app.domain.media import MediaRef
from app.domain.timeline import Caption
from app.domain.wording import N_
from app.errors import BadInput
from app.export.exchange.cut import (
    Cut,
    Event,
    Heard,
    Written,
    collect,
    events,
    lost_fades,
    missing,
    plain_text,
    tracks,
    write_text,
)

Program = Literal["jianying", "capcut"]
_SECOND = 1_000_000
_PLATFORM: dict[Program, dict[str, object]] = {
    "jianying": {"app_id": 3704, "app_source": "lv", "app_version": "5.9.0", "os": "windows"},
    "capcut": {"app_id": 359289, "app_source": "cc", "app_version": "6.7.0", "os": "windows"},
}
_NEW_VERSION: dict[Program, str] = {"jianying": "110.0.0", "capcut": "140.0.0"}
_LISTS = (
    "ai_translates", "audio_balances", "audio_effects", "audio_fades", "audio_track_indexes",
    "audios", "beats", "canvases", "chromas", "color_curves", "digital_humans", "drafts",
    "effects", "flowers", "green_screens", "handwrites", "hsl", "images", "log_color_wheels",
    "loudnesses", "manual_deformations", "masks", "material_animations", "material_colors",
    "multi_language_refs", "placeholders", "plugin_effects", "primary_color_wheels",
    "realtime_denoises", "shapes", "smart_crops", "smart_relights", "sound_channel_mappings",
    "speeds", "stickers", "tail_leaders", "text_templates", "texts", "time_marks", "transitions",
    "video_effects", "video_trackings", "videos", "vocal_beautifys", "vocal_separations",
)  # fmt: skip
#: The programs' own 叠化; they know an effect by these numbers.
_DISSOLVE = {"effect_id": "322577", "resource_id": "6724845717472416269", "name": "叠化"}
#: Caption height in half canvases below the middle, clear of the players' buttons.
_CAPTION_Y = -0.45
#: The uncropped picture: x and y of its corners, 0..1.
_WHOLE = {
    "upper_left_x": 0.0, "upper_left_y": 0.0, "upper_right_x": 1.0, "upper_right_y": 0.0,
    "lower_left_x": 0.0, "lower_left_y": 1.0, "lower_right_x": 1.0, "lower_right_y": 1.0,
}  # fmt: skip
_NAMESPACE = uuid.UUID("6f1d2f0a-6f8e-4f0b-9a38-2b1f5a0c7d11")


def write(cut: Cut, folder: Path, program: Program = "jianying") -> Written:
    """Write a draft into the new or empty `folder`, which carries the draft's name.

    Raises:
        BadInput: the folder has something in it.
        NotFound: a file of the cut is missing.
        DiskTrouble: the folder cannot be written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BadInput(
            N_("The folder {name} is not empty.").format(name=folder.name),
            N_("Choose a new folder; a draft never goes over something else."),
        )
    laid = collect(cut, folder / "Resources" / "fenjing")
    body = json.dumps(_Draft(laid, folder, program).content(), ensure_ascii=False)
    meta = json.dumps(_meta(laid, folder, program), ensure_ascii=False)
    files = [
        write_text(folder / "draft_content.json", body),
        # Programs on a Mac look for the same content under this name.
        write_text(folder / "draft_info.json", body),
        write_text(folder / "draft_meta_info.json", meta),
    ]
    return Written(tuple(files), (*missing(cut), *lost_fades(events(cut)), EXPERIMENTAL))


class _Draft:
    """The content file; ids follow from what they name, so that the same cut gives the same bytes."""

    def __init__(self, cut: Cut, folder: Path, program: Program) -> None:
        self._cut = cut
        self._name = folder.name
        self._program = program
        self._materials: dict[str, list[dict[str, Any]]] = {name: [] for name in _LISTS}
        self._made: dict[str, str] = {}
        self._count = 0

    def content(self) -> dict[str, Any]:
        """The whole draft as JSON values."""
        line = self._cut.timeline
        laid = [self._picture_track(), *self._sound_tracks(), *self._caption_tracks()]
        for index, track in enumerate(laid):
            for segment in track["segments"]:
                segment["render_index"] = 15000 if track["type"] == "text" else index
        return {
            "canvas_config": {"width": line.width, "height": line.height, "ratio": "original"},
            "color_space": 0,
            "config": {"maintrack_adsorb": True, "video_mute": False, "export_range": None},
            "cover": None,
            "create_time": 0,
            "duration": self._time(line.length),
            "fps": float(line.fps),
            "id": self._id("draft"),
            "keyframes": {
                name: []
                for name in (
                    "adjusts", "audios", "effects", "filters", "handwrites", "stickers", "texts",
                    "videos",
                )
            },
            "last_modified_platform": _PLATFORM[self._program],
            "materials": self._materials,
            "name": plain_text(self._name),
            "new_version": _NEW_VERSION[self._program],
            "platform": _PLATFORM[self._program],
            "relationships": [],
            "source": "default",
            "tracks": laid,
            "update_time": 0,
            "version": 360000,
        }  # fmt: skip

    def _picture_track(self) -> dict[str, Any]:
        found = events(self._cut)
        segments = []
        for index, event in enumerate(found):
            if event.media is None:
                continue
            segment = self._picture(event, event.media)
            after = found[index + 1] if index + 1 < len(found) else None
            if after is not None and after.dissolve and after.media is not None:
                segment["extra_material_refs"].append(self._dissolve(after))
            segments.append(segment)
        return self._track("video", segments, "")

    def _sound_tracks(self) -> list[dict[str, Any]]:
        return [
            self._track("audio", [self._sound(one) for one in heard], kind)
            for kind, heard in tracks(self._cut)
        ]

    def _caption_tracks(self) -> list[dict[str, Any]]:
        """Captions that overlap stand on tracks of their own: segments of one track must not."""
        lanes: list[list[Caption]] = []
        for cue in self._cut.captions:
            lane = next((held for held in lanes if held[-1].end <= cue.start), None)
            if lane is None:
                lanes.append([cue])
            else:
                lane.append(cue)
        return [
            self._track("text", [self._caption(cue) for cue in lane], "captions") for lane in lanes
        ]

    def _track(self, kind: str, segments: list[dict[str, Any]], name: str) -> dict[str, Any]:
        return {
            "attribute": 0,
            "flag": 0,
            "id": self._id(f"track {kind} {name}"),
            "is_default_name": not name,
            "name": name,
            "segments": segments,
            "type": kind,
        }

    def _picture(self, event: Event, media: MediaRef) -> dict[str, Any]:
        material = self._video_material(media)
        segment = self._segment(material, event.start, event.length, event.source_in)
        # The film's own sound stands on a sound track where it is wanted.
        segment["volume"] = 0.0
        segment["clip"] = _placing(0.0)
        segment["hdr_settings"] = {"intensity": 1.0, "mode": 1, "nits": 1000}
        return segment

    def _sound(self, heard: Heard) -> dict[str, Any]:
        clip = heard.clip
        material = self._audio_material(clip.media)
        segment = self._segment(material, heard.start, heard.length, heard.source_in)
        segment["volume"] = round(min(10.0, 10 ** (clip.gain_db / 20)), 4)
        segment["clip"] = None
        segment["hdr_settings"] = None
        if clip.fade_in or clip.fade_out:
            fade = {
                "id": self._id(f"fade {heard.start} {heard.name}"),
                "fade_in_duration": round(clip.fade_in * _SECOND),
                "fade_out_duration": round(clip.fade_out * _SECOND),
                "fade_type": 0,
                "type": "audio_fade",
            }
            self._materials["audio_fades"].append(fade)
            segment["extra_material_refs"].append(fade["id"])
        return segment

    def _caption(self, cue: Caption) -> dict[str, Any]:
        text = plain_text(cue.text)
        style = {
            "fill": {
                "alpha": 1.0,
                "content": {"render_type": "solid", "solid": {"alpha": 1.0, "color": [1, 1, 1]}},
            },
            "range": [0, len(text)],
            "size": 8.0,
            "bold": True,
            "italic": False,
            "underline": False,
            "strokes": [
                {"content": {"solid": {"alpha": 1.0, "color": [0.0, 0.0, 0.0]}}, "width": 0.08}
            ],
        }
        material = self._id(f"text {cue.start} {text}")
        self._materials["texts"].append(
            {
                "id": material,
                "content": json.dumps({"styles": [style], "text": text}, ensure_ascii=False),
                "typesetting": 0,
                "alignment": 1,
                "letter_spacing": 0.0,
                "line_spacing": 0.02,
                "line_feed": 1,
                "line_max_width": 0.82,
                "force_apply_line_max_width": False,
                "check_flag": 15,
                "type": "subtitle",
                "global_alpha": 1.0,
            }
        )
        segment = self._segment(material, cue.start, max(1, cue.end - cue.start), None)
        segment["clip"] = _placing(_CAPTION_Y)
        segment["volume"] = 1.0
        return segment

    def _segment(
        self, material: str, start: int, length: int, source_in: int | None
    ) -> dict[str, Any]:
        speed = {
            "curve_speed": None,
            "id": self._id(f"speed {material} {start}"),
            "mode": 0,
            "speed": 1.0,
            "type": "speed",
        }
        self._materials["speeds"].append(speed)
        target = self._span(start, length)
        # Rounded from frames on both sides alike, so that speed 1 stays exactly 1.
        first = None if source_in is None else self._time(source_in)
        source = None if first is None else {"start": first, "duration": target["duration"]}
        return {
            "common_keyframes": [],
            "enable_adjust": True,
            "extra_material_refs": [speed["id"]],
            "id": self._id(f"segment {material} {start}"),
            "keyframe_refs": [],
            "last_nonzero_volume": 1.0,
            "material_id": material,
            "reverse": False,
            "source_timerange": source,
            "speed": 1.0,
            "target_timerange": target,
            "track_attribute": 0,
            "track_render_index": 0,
            "visible": True,
        }

    def _video_material(self, media: MediaRef) -> str:
        known = self._made.get(media.sha256)
        if known is not None:
            return known
        known = self._made[media.sha256] = self._id(f"video {media.sha256}")
        still = media.kind == "picture"
        self._materials["videos"].append(
            {
                "audio_fade": None,
                "category_id": "",
                "category_name": "local",
                "check_flag": 63487,
                "crop": _WHOLE,
                "crop_ratio": "free",
                "crop_scale": 1.0,
                "duration": 3 * 3600 * _SECOND if still else round(media.seconds * _SECOND),
                "has_audio": media.has_sound,
                "height": media.height,
                "id": known,
                "local_material_id": "",
                "material_id": known,
                "material_name": self._cut.paths[media.sha256].name,
                "media_path": "",
                "path": str(self._cut.paths[media.sha256].absolute()),
                "type": "photo" if still else "video",
                "width": media.width,
            }
        )
        return known

    def _audio_material(self, media: MediaRef) -> str:
        key = f"audio {media.sha256}"
        known = self._made.get(key)
        if known is not None:
            return known
        known = self._made[key] = self._id(key)
        path = self._cut.paths[media.sha256]
        self._materials["audios"].append(
            {
                "app_id": 0,
                "category_id": "",
                "category_name": "local",
                "check_flag": 3,
                "copyright_limit_type": "none",
                "duration": round(media.seconds * _SECOND),
                "effect_id": "",
                "formula_id": "",
                "id": known,
                "local_material_id": known,
                "music_id": known,
                "name": path.name,
                "path": str(path.absolute()),
                "source_platform": 0,
                "type": "extract_music",
                "wave_points": [],
            }
        )
        return known

    def _dissolve(self, event: Event) -> str:
        known = self._id(f"dissolve {event.start}")
        self._materials["transitions"].append(
            {
                "category_id": "",
                "category_name": "",
                "duration": self._time(event.dissolve),
                "id": known,
                "is_overlap": True,
                "platform": "all",
                "type": "transition",
            }
            | _DISSOLVE
        )
        return known

    def _span(self, start: int, length: int) -> dict[str, int]:
        first = self._time(start)
        return {"start": first, "duration": self._time(start + length) - first}

    def _time(self, frames: int) -> int:
        return round(frames * _SECOND / self._cut.timeline.fps)

    def _id(self, what: str) -> str:
        self._count += 1
        return uuid.uuid5(_NAMESPACE, f"{self._name} {self._count} {what}").hex


def _placing(down: float) -> dict[str, Any]:
    return {
        "alpha": 1.0,
        "flip": {"horizontal": False, "vertical": False},
        "rotation": 0.0,
        "scale": {"x": 1.0, "y": 1.0},
        "transform": {"x": 0.0, "y": down},
    }


def _meta(cut: Cut, folder: Path, program: Program) -> dict[str, Any]:
    """The side file; CapCut 9 wants every file named here, or it asks to find them again."""
    files = [
        {
            "id": uuid.uuid5(_NAMESPACE, f"{folder.name} {sha}").hex,
            "file_Path": str(path.absolute()),
            "extra_info": path.name,
            "metetype": "music" if path.suffix in (".wav", ".mp3", ".m4a") else "video",
            "type": 0,
        }
        for sha, path in sorted(cut.paths.items())
    ]
    kinds = [{"type": 0, "value": files}]
    kinds += [{"type": number, "value": []} for number in (1, 2, 3, 6, 7, 8)]
    line = cut.timeline
    return {
        "draft_cover": "",
        "draft_fold_path": str(folder.absolute()),
        "draft_id": str(uuid.uuid5(_NAMESPACE, folder.name)).upper(),
        "draft_is_invisible": False,
        "draft_materials": kinds,
        "draft_materials_copied_info": [],
        "draft_name": plain_text(folder.name),
        "draft_new_version": _NEW_VERSION[program],
        "draft_root_path": str(folder.absolute().parent),
        "tm_duration": round(line.length * _SECOND / line.fps),
    }


EXPERIMENTAL = N_(
    "Drafts are experimental: tried with Jianying 5.9 and CapCut 6.7 files. Close the program before you put it in."
)
