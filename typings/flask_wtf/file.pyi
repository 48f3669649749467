from collections.abc import Iterable
from typing import Any

import wtforms
from werkzeug.datastructures import FileStorage
from wtforms.validators import DataRequired

class FileField(wtforms.FileField):
    data: FileStorage | None

class MultipleFileField(wtforms.MultipleFileField):
    data: list[FileStorage] | None

class FileRequired(DataRequired): ...

class FileAllowed:
    def __init__(self, upload_set: Iterable[str], message: str | None = None) -> None: ...
    def __call__(self, form: Any, field: Any) -> None: ...

class FileSize:
    def __init__(self, max_size: int, min_size: int = 0, message: str | None = None) -> None: ...
    def __call__(self, form: Any, field: Any) -> None: ...
