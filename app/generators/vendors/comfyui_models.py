"""The workflows that ship, by model: which one runs depends on the frames that go along."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from app.domain.recipes import ReferenceRole
from app.paths import resource

#: The model that stands for the person's own workflow; without one it is Wan 2.2 5B.
OWN = "workflow"


class Shipped(NamedTuple):
    """File names for words alone, with a first frame, and with both frames; and the usual short side in pixels."""

    words: str
    first: str
    both: str
    short_side: int


_WAN_5B = "comfyui_wan22_5b.json"
SHIPPED: Mapping[str, Shipped] = {
    OWN: Shipped(_WAN_5B, _WAN_5B, _WAN_5B, 704),
    "wan2.2-5b": Shipped(_WAN_5B, _WAN_5B, _WAN_5B, 704),
    "wan2.2-14b": Shipped(
        "comfyui_wan22_14b.json", "comfyui_wan22_14b_first.json", "comfyui_wan22_14b_both.json", 480
    ),
    "wan2.1-vace": Shipped(
        "comfyui_wan21_vace.json", "comfyui_wan21_vace.json", "comfyui_wan21_vace.json", 480
    ),
    "hunyuan-video": Shipped(
        "comfyui_hunyuan.json", "comfyui_hunyuan_first.json", "comfyui_hunyuan_first.json", 480
    ),
    "ltx-video": Shipped(
        "comfyui_ltx.json", "comfyui_ltx_first.json", "comfyui_ltx_both.json", 512
    ),
    "skyreels-v2": Shipped(
        "comfyui_skyreels.json", "comfyui_skyreels_first.json", "comfyui_skyreels_first.json", 544
    ),
    "sdxl": Shipped("comfyui_sdxl.json", "comfyui_sdxl_first.json", "comfyui_sdxl_first.json", 768),
}


def workflow_file(
    model_id: str, roles: Collection[ReferenceRole], options: Mapping[str, str]
) -> Path:
    """The file to run: the person's own (`workflow.<model>`, or `workflow` for the model of that name), else ours."""
    own = options.get(f"workflow.{model_id}", "")
    if not own and (model_id == OWN or model_id not in SHIPPED):
        own = options.get("workflow", "")
    if own:
        return Path(own)
    shipped = SHIPPED.get(model_id, SHIPPED[OWN])
    name = shipped.words
    if "first_frame" in roles:
        name = shipped.both if "last_frame" in roles else shipped.first
    return resource("workflows", name)


def short_side(model_id: str, resolution: str, options: Mapping[str, str]) -> int:
    """Pixels of the shorter side: the option `short_side`, the resolution asked for, else what suits the model."""
    chosen = options.get("short_side", "")
    if chosen.isdigit() and int(chosen) > 0:
        return int(chosen)
    digits = resolution.lower().removesuffix("p")
    usual = SHIPPED.get(model_id, SHIPPED[OWN]).short_side
    return int(digits) if digits.isdigit() else usual
