"""The ways in which the bytes of a photo leave (decision 39): the rule is asked in each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from portfolio.core.storage import open_storage
from portfolio.settings import SettingError
from tests import storing
from tests.cast import FAMILY, Cast
from tests.client import client_for
from tests.conftest import app_on, settings_for
from tests.photos.test_photos import a_jpeg
from tests.test_settings import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.core.storage import Storage, Where
    from portfolio.settings import Settings
    from tests.circles import Photograph, Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


def cast_at(database: Database, settings: Settings, moment: Moment) -> Cast:
    return Cast(database, open_storage(settings.where), moment)


def shown_to_family(cast: Cast) -> Photograph:
    photo = cast.photographs(cast.owner)
    cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    return photo


# ------------------------------------------------------------ by us


def test_a_304_does_not_ask_the_store(cast: Cast, client_of: ClientOf, storage: Storage) -> None:
    photo = shown_to_family(cast)
    mum, address = client_of(cast.mum), f"/photos/{photo.public_id}/960"
    tag = {"If-None-Match": mum.get(address).headers["ETag"]}
    storage.delete(f"{photo.key}/960.webp")
    assert mum.get(address, headers=tag).status_code == 304
    assert mum.get(address).status_code == 404
    assert client_of(cast.classmate).get(address, headers=tag).status_code == 404


# ------------------------------------------------------------ by nginx


@pytest.fixture
def by_nginx(database: Database, tmp_path: Path) -> Settings:
    settings = replace(settings_for(database, tmp_path), send_photos="accel")
    return storing.at(settings, replace(settings.where, address=f"file:{tmp_path / 'media'}"))


def test_nginx_is_told_where_the_bytes_are_after_the_rule_said_yes(
    database: Database, by_nginx: Settings, moment: Moment
) -> None:
    cast, app = cast_at(database, by_nginx, moment), app_on(database, by_nginx)
    photo = shown_to_family(cast)
    address = f"/photos/{photo.public_id}/320"
    for ask in ({}, {"Range": "bytes=0-9"}, {"If-None-Match": '"whatever"'}):
        answer = client_for(app, cast.mum).get(address, headers=ask)
        assert (answer.status_code, answer.data) == (200, b"")
        assert answer.headers["X-Accel-Redirect"] == f"/-/media/{photo.key}/320.webp"
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Content-Disposition"] == "inline"
        assert answer.mimetype == "image/webp"
        denied = client_for(app, cast.classmate).get(address, headers=ask)
        assert denied.status_code == 404
        assert "X-Accel-Redirect" not in denied.headers


def test_nginx_is_not_sent_to_a_lost_file(
    database: Database, by_nginx: Settings, moment: Moment
) -> None:
    cast, app = cast_at(database, by_nginx, moment), app_on(database, by_nginx)
    photo = shown_to_family(cast)
    open_storage(by_nginx.where).delete(f"{photo.key}/320.webp")
    answer = client_for(app, cast.mum).get(f"/photos/{photo.public_id}/320")
    assert (answer.status_code, answer.mimetype) == (404, "image/svg+xml")
    assert "X-Accel-Redirect" not in answer.headers


@pytest.mark.parametrize(
    ("how", "store"), [("accel", "s3://space-of-ours"), ("presigned", "file:/srv/media")]
)
def test_a_way_that_the_store_does_not_have_stops_the_start(
    tmp_path: Path, how: str, store: str
) -> None:
    with pytest.raises(SettingError, match="SEND_PHOTOS"):
        read(tmp_path, SEND_PHOTOS=how, STORAGE=store)
    with pytest.raises(SettingError, match="SEND_PHOTOS"):
        read(tmp_path, SEND_PHOTOS="cdn", STORAGE=store)


# ------------------------------------------------------------ by the store


@pytest.fixture
def by_store(database: Database, tmp_path: Path, bucket: Where) -> Settings:
    settings = replace(settings_for(database, tmp_path), send_photos="presigned")
    return storing.at(settings, bucket)


@pytest.fixture
def lent(database: Database, by_store: Settings, moment: Moment) -> tuple[Cast, Flask, Photograph]:
    cast = cast_at(database, by_store, moment)
    return cast, app_on(database, by_store), shown_to_family(cast)


def address_for(app: Flask, who: Somebody, photo: Photograph) -> str:
    answer = client_for(app, who).get(f"/photos/{photo.public_id}/320")
    assert answer.status_code == 303
    assert answer.headers["Cache-Control"] == "private, no-store"
    return str(answer.headers["Location"])


def test_an_address_of_the_store_is_lent_after_the_rule_said_yes(
    lent: tuple[Cast, Flask, Photograph], by_store: Settings
) -> None:
    cast, app, photo = lent
    address = address_for(app, cast.mum, photo)
    got = requests.get(address, timeout=5)
    assert (got.status_code, got.headers["Content-Type"]) == (200, "image/webp")
    assert got.headers["Cache-Control"] == "private, no-store"
    with open_storage(by_store.where).open(f"{photo.key}/320.webp").file as file:
        assert got.content == file.read()
    seconds = int(parse_qs(urlsplit(address).query)["X-Amz-Expires"][0])
    assert 0 < seconds <= 60
    head = client_for(app, cast.mum).head(f"/photos/{photo.public_id}/320")
    assert (head.status_code, head.mimetype) == (200, "image/webp")
    for who in (cast.classmate, cast.kept_away):
        denied = client_for(app, who).get(f"/photos/{photo.public_id}/320")
        assert denied.status_code == 404
        assert "Location" not in denied.headers


def test_the_rule_is_asked_again_each_time(lent: tuple[Cast, Flask, Photograph]) -> None:
    cast, app, _photo = lent
    photo = cast.photographs(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    assert address_for(app, cast.mum, photo)
    cast.takes_down(thing)
    assert client_for(app, cast.mum).get(f"/photos/{photo.public_id}/320").status_code == 404


def test_what_is_lent_is_that_one_object_and_nothing_else(
    lent: tuple[Cast, Flask, Photograph],
) -> None:
    cast, app, photo = lent
    other = cast.photographs(cast.owner)
    address = address_for(app, cast.mum, photo)
    assert requests.get(address, timeout=5).status_code == 200
    tampered = [
        address.replace(photo.key, other.key),
        address.replace("/320.webp", "/960.webp"),
        address.replace(f"/{photo.key}/320.webp", ""),
        address.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"),
        address.replace("image%2Fwebp", "text%2Fhtml"),
        address.split("?")[0],
        address[:-1] + ("0" if address[-1] != "0" else "1"),
    ]
    for one in tampered:
        assert one != address
        got = requests.get(one, timeout=5)
        assert got.status_code in {400, 403}, one
    for method in ("PUT", "DELETE", "POST"):
        assert requests.request(method, address, data=b"x", timeout=5).status_code in {403, 405}
    assert requests.get(address, timeout=5).status_code == 200


def test_what_was_lent_is_over_after_its_time(bucket: Where) -> None:
    store = open_storage(bucket)
    store.put("photos/one/320.webp", b"pixels")
    address = store.lent("photos/one/320.webp", "image/webp", 1)  # type: ignore[attr-defined]
    assert requests.get(address, timeout=5).content == b"pixels"
    while requests.get(address, timeout=5).status_code == 200:
        pass  # it ends within the test's own time, or never
    assert requests.get(address, timeout=5).status_code == 403


def test_an_address_that_another_secret_signed_opens_nothing(bucket: Where) -> None:
    open_storage(bucket).put("photos/one/320.webp", b"pixels")
    other = open_storage(replace(bucket, secret_key="f" * 40))
    address = other.lent("photos/one/320.webp", "image/webp", 60)  # type: ignore[attr-defined]
    assert requests.get(address, timeout=5).status_code == 403


def test_a_lost_file_is_a_kind_picture_there_too(
    lent: tuple[Cast, Flask, Photograph], by_store: Settings
) -> None:
    cast, app, photo = lent
    open_storage(by_store.where).delete(f"{photo.key}/320.webp")
    answer = client_for(app, cast.mum).get(f"/photos/{photo.public_id}/320")
    assert (answer.status_code, answer.mimetype) == (404, "image/svg+xml")


def test_pages_let_pictures_in_from_that_store_and_from_no_other_host(
    lent: tuple[Cast, Flask, Photograph], by_store: Settings, client_of: ClientOf
) -> None:
    cast, app, _photo = lent
    said = client_for(app, cast.mum).get("/").headers["Content-Security-Policy"]
    assert f"img-src 'self' {by_store.s3_endpoint} blob: data:;" in said
    assert said.count("http") == 1
    assert "http" not in client_of(cast.mum).get("/").headers["Content-Security-Policy"]


# ------------------------------------------------------------ by nobody: the store is away


@pytest.fixture
def away(database: Database, tmp_path: Path) -> Settings:
    """Nobody listens there."""
    settings = settings_for(database, tmp_path)
    gone = replace(settings, storage="s3://space-of-ours", s3_endpoint="http://127.0.0.1:9")
    return replace(gone, s3_key_id="somebody", s3_secret_key="s3cr3t-of-theirs", s3_seconds=1.0)


@pytest.mark.parametrize("how", ["app", "presigned"])
def test_f05_a_photo_that_cannot_be_fetched_now_is_a_kind_picture(
    cast: Cast, away: Settings, database: Database, how: str
) -> None:
    photo = shown_to_family(cast)
    app = app_on(database, replace(away, send_photos=how))
    answer = client_for(app, cast.mum).get(f"/photos/{photo.public_id}/320")
    assert (answer.status_code, answer.mimetype) == (503, "image/svg+xml")
    assert int(answer.headers["Retry-After"]) > 0
    assert client_for(app, cast.classmate).get(f"/photos/{photo.public_id}/320").status_code == 404


def test_f05_an_upload_is_told_to_wait_and_its_words_come_back(
    cast: Cast, away: Settings, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    child = client_for(app_on(database, away), cast.owner)
    typed = {"title": "My tall tower", "photos": [(a_jpeg(), "one.jpg")]}
    answer = child.post("/items", data=typed)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Photos cannot be kept just now." in answer.text
    assert "My tall tower" in answer.text
    by_script = child.post("/photos", data={"photo": (a_jpeg(), "one.jpg")})
    assert by_script.status_code == 503
    assert int(by_script.headers["Retry-After"]) > 0
    said = caplog.text
    assert "EndpointConnectionError" in said
    for secret in ("tall tower", "s3cr3t", "somebody", "space-of-ours", "127.0.0.1"):
        assert secret not in said
    assert "My tall tower" not in child.get("/").text


def test_f05_a_cover_waits_too(cast: Cast, away: Settings, database: Database) -> None:
    photo = cast.photographs(cast.owner)
    thing = cast.keeps(cast.owner, photos=[photo])
    child = client_for(app_on(database, away), cast.owner)
    answer = child.post(f"/items/{thing.public_id}/cover/{photo.public_id}", data={"left": "50"})
    assert answer.status_code == 503
    assert "Photos cannot be kept just now." in answer.text
