"""A ComfyUI server: uploads, queue, history in memory, view. It runs one prompt at a time when told to."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.fakes.clips import picture, video
from tests.fakes.files import Shelf
from tests.fakes.server import Call, FakeServer, Response, answer

#: By class: the inputs it must have, and those it may have besides (ComfyUI 0.3, nodes.py and comfy_extras).
KNOWN: dict[str, tuple[str, str]] = {
    "UNETLoader": ("unet_name weight_dtype", ""),
    "CLIPLoader": ("clip_name type", "device"),
    "DualCLIPLoader": ("clip_name1 clip_name2 type", "device"),
    "VAELoader": ("vae_name", ""),
    "CheckpointLoaderSimple": ("ckpt_name", ""),
    "CLIPVisionLoader": ("clip_name", ""),
    "CLIPVisionEncode": ("clip_vision image crop", ""),
    "ModelSamplingSD3": ("model shift", ""),
    "CLIPTextEncode": ("text clip", ""),
    "TextEncodeHunyuanVideo_ImageToVideo": ("clip clip_vision_output prompt image_interleave", ""),
    "LoadImage": ("image", ""),
    "ImageScale": ("image upscale_method width height crop", ""),
    "Wan22ImageToVideoLatent": ("vae width height length batch_size", "start_image"),
    "WanImageToVideo": (
        "positive negative vae width height length batch_size", "clip_vision_output start_image"
    ),
    "WanFirstLastFrameToVideo": (
        "positive negative vae width height length batch_size",
        "clip_vision_start_image clip_vision_end_image start_image end_image",
    ),
    "WanVaceToVideo": (
        "positive negative vae width height length batch_size strength",
        "control_video control_masks reference_image",
    ),
    "TrimVideoLatent": ("samples trim_amount", ""),
    "EmptyLatentImage": ("width height batch_size", ""),
    "EmptyHunyuanLatentVideo": ("width height length batch_size", ""),
    "HunyuanImageToVideo": (
        "positive vae width height length batch_size guidance_type", "start_image"
    ),
    "FluxGuidance": ("conditioning guidance", ""),
    "BasicGuider": ("model conditioning", ""),
    "BasicScheduler": ("model scheduler steps denoise", ""),
    "RandomNoise": ("noise_seed", ""),
    "KSamplerSelect": ("sampler_name", ""),
    "SamplerCustomAdvanced": ("noise guider sampler sigmas latent_image", ""),
    "SamplerCustom": (
        "model add_noise noise_seed cfg positive negative sampler sigmas latent_image", ""
    ),
    "KSampler": (
        "model seed steps cfg sampler_name scheduler positive negative latent_image denoise", ""
    ),
    "KSamplerAdvanced": (
        "model add_noise noise_seed steps cfg sampler_name scheduler positive negative latent_image",
        "start_at_step end_at_step return_with_leftover_noise",
    ),
    "EmptyLTXVLatentVideo": ("width height length batch_size", ""),
    "LTXVImgToVideo": ("positive negative vae image width height length batch_size strength", ""),
    "LTXVAddGuide": ("positive negative vae latent image frame_idx strength", ""),
    "LTXVCropGuides": ("positive negative latent", ""),
    "LTXVConditioning": ("positive negative frame_rate", ""),
    "LTXVScheduler": ("steps max_shift base_shift stretch terminal", "latent"),
    "VAEEncode": ("pixels vae", ""),
    "VAEDecode": ("samples vae", ""),
    "VAEDecodeTiled": ("samples vae tile_size overlap temporal_size temporal_overlap", ""),
    "CreateVideo": ("images fps", "audio"),
    "SaveVideo": ("video filename_prefix format codec", ""),
    "SaveImage": ("images filename_prefix", ""),
}  # fmt: skip


def objection(prompt: dict[str, Any]) -> dict[str, Any]:
    """What ComfyUI answers to a prompt that does not fit its nodes; empty when it does."""
    missing = [node["class_type"] for node in prompt.values() if node["class_type"] not in KNOWN]
    if missing:
        said = f"Node {missing[0]} does not exist."
        return {"error": wrong("invalid_prompt", said), "node_errors": {}}
    errors = {key: found for key, node in prompt.items() if (found := _node_errors(node, prompt))}
    if errors:
        failed = wrong("prompt_outputs_failed_validation", "Prompt outputs failed validation")
        return {"error": failed, "node_errors": errors}
    if not any(node["class_type"].startswith("Save") for node in prompt.values()):
        return {"error": wrong("prompt_no_outputs", "Prompt has no outputs"), "node_errors": {}}
    return {}


def wrong(kind: str, message: str) -> dict[str, Any]:
    return {"type": kind, "message": message, "details": "", "extra_info": {}}


def _node_errors(node: dict[str, Any], prompt: dict[str, Any]) -> dict[str, Any]:
    needed, besides = (set(names.split()) for names in KNOWN[node["class_type"]])
    given = set(node["inputs"])
    errors = [
        {"type": "required_input_missing", "message": "Required input is missing", "details": name}
        for name in sorted(needed - given)
    ]
    errors += [
        {"type": "unknown_input", "message": "The node has no such input", "details": name}
        for name in sorted(given - needed - besides)
    ]
    for name, value in node["inputs"].items():
        if isinstance(value, list) and str(value[0]) not in prompt:
            errors.append(
                {"type": "bad_linked_input", "message": "hangs in the air", "details": name}
            )
    return {"errors": errors, "class_type": node["class_type"]} if errors else {}


class FakeComfyUI(FakeServer):
    """With `automatic` every prompt is finished as soon as someone looks; else call `run` and `finish`."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.automatic = True
        self.pending: list[tuple[int, str, dict[str, Any]]] = []
        self.running: list[tuple[int, str, dict[str, Any]]] = []
        self.history: dict[str, dict[str, Any]] = {}
        self.uploads: dict[str, bytes] = {}
        self.prompts: list[dict[str, Any]] = []
        self.error = ""
        self.models = ["wan2.2_ti2v_5B_fp16.safetensors", "wan2.2_vae.safetensors"]
        self.shelf = Shelf()
        self._numbers = itertools.count(1)

    @property
    def url(self) -> str:
        return self.origin

    def route(self, call: Call) -> str:
        first = call.path.split("/")[1]
        return f"{first}-{call.method.lower()}" if first in ("queue", "prompt") else first

    def work(self, route: str, call: Call) -> Response:
        match route:
            case "upload":
                return self._upload(call)
            case "prompt-post":
                return self._prompt(call)
            case "queue-get":
                return answer(
                    {
                        "queue_running": [[*entry, {}, []] for entry in self.running],
                        "queue_pending": [[*entry, {}, []] for entry in self.pending],
                    }
                )
            case "queue-post":
                gone = call.json["delete"]
                self.pending = [entry for entry in self.pending if entry[1] not in gone]
                return answer({})
            case "interrupt":
                self._interrupt(call.json["prompt_id"])
                return answer({})
            case "object_info":
                return answer(self._info(call.path.rpartition("/")[2]))
            case "history":
                return self._history(call.path.rpartition("/")[2])
            case "view":
                still = call.query["filename"][0].endswith(".png")
                data = picture() if still else video()
                return self.shelf.serve(data, "image/png" if still else "video/mp4", call)
        return answer({"error": "no such route"}, 404)

    def run(self) -> None:
        """Start the next prompt."""
        self.running.append(self.pending.pop(0))

    def finish(self) -> None:
        """End the running prompt, well or with `error`."""
        _, prompt_id, prompt = self.running.pop()
        self._end(prompt_id, prompt)

    def forget(self) -> None:
        """Restart: nothing is remembered."""
        self.pending, self.running, self.history = [], [], {}

    def _upload(self, call: Call) -> Response:
        names = re.findall(rb'filename="([^"]+)"', call.body)
        fields = re.findall(rb'name="(\w+)"(?:\r\n[^\r\n]+)*\r\n\r\n(\w+)\r\n', call.body)
        values = {name.decode(): value.decode() for name, value in fields}
        name = names[0].decode()
        self.uploads[name] = call.body
        return answer({"name": name, "subfolder": values.get("subfolder", ""), "type": "input"})

    def _prompt(self, call: Call) -> Response:
        body = call.json
        prompt = body["prompt"]
        if refusal := objection(prompt):
            return answer(refusal, 400)
        prompt_id = str(uuid.UUID(body["prompt_id"]))
        self.prompts.append(prompt)
        self.pending.append((next(self._numbers), prompt_id, prompt))
        return answer({"prompt_id": prompt_id, "number": len(self.prompts), "node_errors": {}})

    def _info(self, kind: str) -> dict[str, Any]:
        if kind not in KNOWN:
            return {}
        needed, besides = KNOWN[kind]
        inputs: dict[str, Any] = {name: ["ANY", {}] for name in needed.split()}
        if kind == "UNETLoader":
            inputs["unet_name"] = [self.models, {}]
        if kind == "VAELoader":
            inputs["vae_name"] = ["COMBO", {"options": self.models}]
        if kind == "LoadImage":
            inputs["image"] = [["a.png"], {"image_upload": True}]
        optional = {name: ["ANY", {}] for name in besides.split()}
        return {kind: {"input": {"required": inputs, "optional": optional}}}

    def _history(self, prompt_id: str) -> Response:
        if self.automatic and self.pending:
            self.run()
            self.finish()
        entry = self.history.get(prompt_id)
        return answer({prompt_id: entry} if entry else {})

    def _interrupt(self, prompt_id: str) -> None:
        if self.running and self.running[0][1] == prompt_id:
            self.running.clear()

    def _end(self, prompt_id: str, prompt: dict[str, Any]) -> None:
        if self.error:
            data = {"exception_message": self.error, "node_type": "KSampler", "traceback": []}
            status = {
                "status_str": "error",
                "completed": False,
                "messages": [["execution_error", data]],
            }
            self.history[prompt_id] = {"prompt": [], "outputs": {}, "status": status}
            return
        out = next(key for key, node in prompt.items() if node["class_type"].startswith("Save"))
        end = ".png" if prompt[out]["class_type"] == "SaveImage" else ".mp4"
        files = [{"filename": f"shot_00001_{end}", "subfolder": "fenjing", "type": "output"}]
        preview = [{"filename": "preview.png", "subfolder": "", "type": "temp"}]
        self.history[prompt_id] = {
            "prompt": [],
            "outputs": {"1": {"images": preview}, out: {"images": files, "animated": [True]}},
            "status": {"status_str": "success", "completed": True, "messages": []},
        }
