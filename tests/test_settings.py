"""Settings: read once, a bad one stops the start with a sentence, secrets stay out of sight."""

from __future__ import annotations

import secrets
from pathlib import Path

import pysqlite3
import pytest

from portfolio.core.database import Database, TooOldError
from portfolio.settings import SettingError, Settings

GOOD = "q7Zp2mX9-random-enough-for-a-test-4Kd"


def read(tmp_path: Path, **env: str) -> Settings:
    """The settings of an environment that holds nothing else."""
    return Settings.from_env({"VAR": str(tmp_path), "SECRET_KEY": GOOD, **env})


@pytest.mark.parametrize(
    "key",
    [
        "",
        "   ",
        "short",
        "a" * 64,
        "abcabcabcabcabcabcabcabcabcabcabcabc",
        "changeme-changeme-changeme-changeme-1234567890",
        "dev-0123456789abcdefghijklmnopqrstuvwxyz",
        "SECRET_KEY_0123456789abcdefghijklmnopqrstuvw",
        "password-password-password-0123456789-abc",
        "x7Zp2mX9q7Zp2mX9q7Zp2mX9q7Zp2mX",
    ],
)
def test_t08_an_empty_short_or_default_secret_stops_the_start(tmp_path: Path, key: str) -> None:
    with pytest.raises(SettingError, match="SECRET_KEY"):
        read(tmp_path, SECRET_KEY=key)


def test_t08_no_secret_at_all_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="SECRET_KEY is missing"):
        Settings.from_env({"VAR": str(tmp_path)})


def test_a_secret_of_this_machine_or_of_a_file_is_read(tmp_path: Path) -> None:
    made = secrets.token_urlsafe(48)
    (tmp_path / "secret-key").write_text(f"{made}\n", encoding="utf-8")
    assert Settings.from_env({"VAR": str(tmp_path)}).secret_key == made
    other = tmp_path / "other"
    other.write_text(GOOD, encoding="utf-8")
    found = Settings.from_env({"VAR": str(tmp_path), "SECRET_KEY_FILE": str(other)})
    assert found.secret_key == GOOD
    with pytest.raises(SettingError, match="SECRET_KEY_FILE cannot be read"):
        Settings.from_env({"VAR": str(tmp_path), "SECRET_KEY_FILE": str(tmp_path / "none")})


def test_t08_an_empty_secret_is_not_mended_by_the_machines(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text(GOOD, encoding="utf-8")
    with pytest.raises(SettingError):
        Settings.from_env({"VAR": str(tmp_path), "SECRET_KEY": ""})


def test_what_is_not_set_has_its_default(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.database == f"sqlite:///{tmp_path / 'space.db'}"
    assert found.storage == f"file:{tmp_path / 'media'}"
    assert (found.demo, found.debug_pages, found.secure) == (False, False, False)
    assert (found.photo_bytes, found.photo_pixels) == (25 * 1024 * 1024, 60_000_000)
    assert (found.time_zone, found.mail) == ("Europe/London", "")
    assert found.worker_inside is True


def test_pictures_lie_where_storage_says_or_where_media_said_before_it(tmp_path: Path) -> None:
    assert read(tmp_path, MEDIA="/srv/media").storage == "file:/srv/media"
    assert read(tmp_path, STORAGE="file:/srv/media").where.folder == Path("/srv/media")
    with pytest.raises(SettingError, match="Set STORAGE alone"):
        read(tmp_path, STORAGE="file:/srv/media", MEDIA="/srv/media")


def test_a_bucket_and_the_way_to_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("only-for-tests\n", encoding="utf-8")
    found = read(
        tmp_path,
        STORAGE="s3://space-of-ours/one/two/",
        S3_ENDPOINT="https://store.example:8333/",
        S3_REGION="eu-west-2",
        S3_KEY_ID="somebody",
        S3_SECRET_KEY_FILE=str(tmp_path / "secret"),
        S3_SSE="aws:kms",
        S3_SECONDS="3",
    )
    where = found.where
    assert (where.folder, where.bucket, where.prefix) == (None, "space-of-ours", "one/two/")
    assert (where.endpoint, where.region) == ("https://store.example:8333", "eu-west-2")
    assert (where.key_id, where.secret_key) == ("somebody", "only-for-tests")
    assert (where.sse, where.seconds) == ("aws:kms", 3)
    assert "only-for-tests" not in repr(found) + repr(where)
    assert read(tmp_path, STORAGE="s3://space-of-ours").where.prefix == ""


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("STORAGE", {"STORAGE": "media"}),
        ("STORAGE", {"STORAGE": "file:"}),
        ("STORAGE", {"STORAGE": "file://media"}),
        ("STORAGE", {"STORAGE": "s3://"}),
        ("STORAGE", {"STORAGE": "s3://a"}),
        ("STORAGE", {"STORAGE": "s3://Space/"}),
        ("STORAGE", {"STORAGE": "s3://key:secret@space"}),
        ("STORAGE", {"STORAGE": "s3://space/../other"}),
        ("STORAGE", {"STORAGE": "s3://space/a//b"}),
        ("STORAGE", {"STORAGE": "https://store.example/space"}),
        ("S3_ENDPOINT", {"S3_ENDPOINT": "store.example"}),
        ("S3_ENDPOINT", {"S3_ENDPOINT": "https://store.example/space"}),
        ("S3_ENDPOINT", {"S3_ENDPOINT": "https://key:secret@store.example"}),
        ("S3_KEY_ID", {"S3_SECRET_KEY": "alone"}),
        ("S3_KEY_ID", {"S3_KEY_ID": "alone"}),
        ("S3_SSE", {"S3_SSE": "yes"}),
        ("S3_SECONDS", {"S3_SECONDS": "0"}),
    ],
)
def test_a_store_that_cannot_be_meant_stops_the_start(
    tmp_path: Path, name: str, others: dict[str, str]
) -> None:
    with pytest.raises(SettingError, match=name):
        read(tmp_path, **others)


def test_the_demonstration_brings_its_pages_and_its_mails(tmp_path: Path) -> None:
    found = read(tmp_path, DEMO="1")
    assert found.debug_pages is True
    assert found.mail == f"folder:{tmp_path / 'mail'}"
    assert read(tmp_path, DEMO="1", DEV_PAGES="0").debug_pages is False


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEMO", "perhaps"),
        ("SECURE", "2"),
        ("PHOTO_BYTES", "0"),
        ("PHOTO_BYTES", "-1"),
        ("PHOTO_PIXELS", "many"),
        ("POOL_SIZE", "1.5"),
        ("TIME_ZONE", "Europe/Nowhere"),
        ("TIME_ZONE", "../../etc/passwd"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(SettingError, match=name):
        read(tmp_path, **{name: value})


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("YES", True), ("false", False)])
def test_yes_and_no_in_some_spellings(tmp_path: Path, value: str, *, expected: bool) -> None:
    assert read(tmp_path, SECURE=value).secure is expected


def test_t48_the_secret_is_not_printed_with_the_settings(tmp_path: Path) -> None:
    assert GOOD not in repr(read(tmp_path))


def test_an_address_is_kept_without_its_last_slash(tmp_path: Path) -> None:
    assert read(tmp_path, ADDRESS="https://space.example/").address == "https://space.example"


def test_f12_an_sqlite_that_could_lose_what_was_saved_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ((3, 50, 4), (3, 51, 2)):
        monkeypatch.setattr(pysqlite3, "sqlite_version_info", version)
        with pytest.raises(TooOldError):
            Database(f"sqlite:///{tmp_path / 'space.db'}")
    monkeypatch.setattr(pysqlite3, "sqlite_version_info", (3, 51, 3))
    Database(f"sqlite:///{tmp_path / 'space.db'}").close()
