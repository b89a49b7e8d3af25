"""One settings file: its schema, and what holds where it is absent or wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from settings import place, yaml_file
from settings.problem import InvalidSettings, Problem, shown
from settings.strict import Strict
from settings.validation import of_validation


class Settings(Strict):
    """The content of a settings file; without the file, each key has its default."""


Content = TypeVar("Content", bound=Settings)


@dataclass(frozen=True)
class SettingsFile(Generic[Content]):
    """`until_then`: what happens until a wrong file is corrected."""

    name: str
    schema: type[Content]
    until_then: str

    def read(self, home: Path) -> Content:
        """Raises InvalidSettings with each problem."""
        path = place.folder(home) / self.name
        content = yaml_file.read(path, self.until_then)
        if content is None:
            return self.schema()
        if not isinstance(content, Mapping):
            wrong = Problem(place.shown(path), "", shown(content), "keys", self.until_then)
            raise InvalidSettings([wrong])
        named = {str(key): value for key, value in content.items()}
        try:
            return self.schema.model_validate(named)
        except ValidationError as error:
            keys = list(self.schema.model_fields)
            raise InvalidSettings(
                of_validation(error, named, place.shown(path), self.until_then, keys)
            ) from None

    def read_or(self, home: Path, otherwise: Content) -> Content:
        """As `read`; where the file is wrong, `otherwise`. Its problems are reported once, by the
        check of all settings."""
        try:
            return self.read(home)
        except InvalidSettings:
            return otherwise
