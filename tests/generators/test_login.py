"""What the environment says of vendors: addresses, keys, and their own choices."""

from __future__ import annotations

from app.generators.login import Login, options_from_environment


def test_options_are_read_by_vendor_and_name() -> None:
    held = {
        "FENJING_KLING_OPTION_GATEWAY": " on ",
        "FENJING_KLING_KEY": "AK:SK",
        "FENJING_TENCENT_OPTION_SUB_APP_ID": "15001",
        "FENJING_VEO_OPTION_PROJECT": "",
    }
    assert options_from_environment("kling", held) == {"gateway": "on"}
    assert options_from_environment("tencent", held) == {"sub_app_id": "15001"}
    assert options_from_environment("veo", held) == {}


def test_an_address_of_ones_own_serves_all_of_a_vendors_hosts() -> None:
    own = Login(address="http://127.0.0.1:9", own=True)
    shipped = Login(address="https://queue.example")
    assert own.at("https://upload.example/") == "http://127.0.0.1:9"
    assert shipped.at("https://upload.example/") == "https://upload.example"
