"""The static files as served: joined, hashed, compressed, naming each other by hash."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from portfolio.web.assets import AssetError, Assets

STATIC = Path(__file__).resolve().parents[2] / "static"
HASHED = re.compile(r"\.[0-9a-f]{10}\.[a-z0-9]+$")


@pytest.fixture(scope="module")
def ours() -> Assets:
    """Return the project's own static files."""
    return Assets(STATIC)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a folder of a few files that name each other."""
    for name, text in {
        "css/base.css": "body { background: url('../dot.svg') }",
        "css/layers.css": "@layer base;",
        "css/components/b.css": ".b { color: red }",
        "css/components/a.css": ".a { color: red }",
        "js/space.js": 'import "./one.js";\nconst two = () => import("./deep/two.js");\n',
        "js/one.js": "export const one = 1;\n",
        "js/deep/two.js": "import { one } from '../one.js';\nexport default one;\n",
        "dot.svg": "<svg/>",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def text_at(assets: Assets, address: str) -> str:
    """Return what is served at an address."""
    return assets.read(address.removeprefix("/static/")).data.decode()


def test_style_sheet_is_joined_in_order(small: Path) -> None:
    style = text_at(Assets(small), "css/space.css")
    places = [style.index(part) for part in ("@layer", "body", ".a", ".b")]
    assert places == sorted(places)


def test_addresses_in_styles_are_hashed_and_served(small: Path) -> None:
    assets = Assets(small)
    found = re.findall(r'url\("([^"]+)"\)', text_at(assets, assets.url("css/space.css")))
    assert found == [assets.url("dot.svg")]
    assert text_at(assets, found[0]) == "<svg/>"


def test_imports_in_modules_are_hashed_and_served(small: Path) -> None:
    assets = Assets(small)
    entry = text_at(assets, assets.url("js/space.js"))
    assert f'import "{assets.url("js/one.js")}"' in entry
    assert f'import("{assets.url("js/deep/two.js")}")' in entry
    assert assets.url("js/one.js") in text_at(assets, assets.url("js/deep/two.js"))


def test_changed_module_changes_the_address_of_whoever_imports_it(small: Path) -> None:
    before = Assets(small).url("js/space.js")
    (small / "js/one.js").write_text("export const one = 11;\n", encoding="utf-8")
    assert Assets(small).url("js/space.js") != before


def test_import_map_names_each_module(small: Path) -> None:
    assets = Assets(small)
    imports = assets.import_map()["imports"]
    assert imports["/static/js/deep/two.js"] == assets.url("js/deep/two.js")
    assert set(imports) == {"/static/js/space.js", "/static/js/one.js", "/static/js/deep/two.js"}


def test_modules_in_a_circle_stop_the_start(small: Path) -> None:
    (small / "js/one.js").write_text('import "./deep/two.js";\n', encoding="utf-8")
    with pytest.raises(AssetError, match="circle"):
        Assets(small)


def test_file_that_names_an_absent_one_stops_the_start(small: Path) -> None:
    (small / "js/one.js").write_text('import "./gone.js";\n', encoding="utf-8")
    with pytest.raises(AssetError, match=r"js/gone\.js"):
        Assets(small)


@pytest.mark.parametrize(
    "path", ["", "../pyproject.toml", "/etc/passwd", "css", "css/space.0000000000.css", "js/"]
)
def test_any_other_path_is_not_there(ours: Assets, path: str) -> None:
    with pytest.raises(AssetError):
        ours.read(path)


def test_hashed_and_plain_paths_say_the_same(ours: Assets) -> None:
    hashed = ours.read(ours.url("css/space.css").removeprefix("/static/"))
    plain = ours.read("css/space.css")
    assert (hashed.is_hashed, plain.is_hashed) == (True, False)
    assert hashed.data == plain.data


def test_compressed_copy_is_the_same_file_and_smaller(ours: Assets) -> None:
    served = ours.read("css/space.css")
    assert served.gzipped is not None
    assert gzip.decompress(served.gzipped) == served.data
    assert len(served.gzipped) < len(served.data)


def test_fonts_are_not_compressed_twice(ours: Assets) -> None:
    served = ours.read("vendor/lexend/lexend-latin.woff2")
    assert (served.media_type, served.gzipped) == ("font/woff2", None)


def test_media_types(ours: Assets) -> None:
    types = {
        name: ours.read(name).media_type
        for name in ("css/space.css", "js/space.js", "icons/sprite.svg")
    }
    assert types == {
        "css/space.css": "text/css; charset=utf-8",
        "js/space.js": "text/javascript; charset=utf-8",
        "icons/sprite.svg": "image/svg+xml",
    }


def test_addresses_are_hashed(ours: Assets) -> None:
    assert HASHED.search(ours.url("icons/sprite.svg"))
    assert all(HASHED.search(address) for address in ours.import_map()["imports"].values())


def test_styles_use_logical_properties_only() -> None:
    """Right-to-left would break with any of these (promises of `visual.md`)."""
    physical = re.compile(
        r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|(?:min-|max-)?(?:width|height)|left|right|top|bottom)\s*:",
    )
    media = re.compile(r"@media[^{]+")
    for path in (STATIC / "css").rglob("*.css"):
        found = physical.search(media.sub("", path.read_text(encoding="utf-8")))
        assert found is None, path.name


def test_every_style_is_in_a_layer() -> None:
    for path in (STATIC / "css").rglob("*.css"):
        bare = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL).strip()
        assert bare.startswith("@layer"), path.name
