"""The classes of a task."""

from __future__ import annotations

import colorsys
import re
from typing import ClassVar

from pydantic import field_validator, model_validator
from typing_extensions import Self

from rv_engine.config.config import Config
from rv_engine.errors import ConfigError

MAX_CLASSES = 255
_NULL_COLOR = "#000000"
# A colour-blind safe palette: Okabe and Ito (2008), "Color Universal Design".
_PALETTE = ("#e69f00", "#56b4e9", "#009e73", "#d55e00", "#0072b2", "#cc79a7", "#f0e442")


class ClassConfig(Config):
    """The names and colours of the classes; a class's id is its place in the list."""

    type_hint: ClassVar[str] = "class_config"

    names: list[str]
    """Names of the classes, in the order of their ids, beginning with 0."""

    colors: list[str] | None = None
    """A colour for each class, as "#rrggbb"; chosen for you when left out."""

    null_class: str | None = None
    """The name of the class that stands for background; "null" when there is a class of that name."""

    @field_validator("names")
    @classmethod
    def _check_names(cls, names: list[str]) -> list[str]:
        if not names:
            raise ValueError("at least one class is needed")
        if not all(name.strip() for name in names):
            raise ValueError("each class needs a name")
        if len(names) > MAX_CLASSES:
            raise ValueError(f"at most {MAX_CLASSES} classes are possible, not {len(names)}")
        double = sorted({name for name in names if names.count(name) > 1})
        if double:
            raise ValueError(f"each class needs a name of its own, but {double} come twice")
        return names

    @field_validator("colors", mode="before")
    @classmethod
    def _check_colors(cls, colors: object) -> object:
        if not isinstance(colors, (list, tuple)):
            return colors
        return [_hex_color(color) for color in colors]

    @model_validator(mode="after")
    def _fill_in(self) -> Self:
        # Plain __dict__ writes: an assignment would validate again and never end.
        if self.null_class is None and "null" in self.names:
            self.__dict__["null_class"] = "null"
        if self.null_class is not None and self.null_class not in self.names:
            raise ValueError(f"null_class {self.null_class!r} is none of the classes {self.names}")
        if self.colors is None:
            self.__dict__["colors"] = [
                _NULL_COLOR if name == self.null_class else _nth_color(index)
                for index, name in enumerate(self.names)
            ]
        elif len(self.colors) != len(self.names):
            raise ValueError(
                f"{len(self.names)} classes need as many colours, not {len(self.colors)}"
            )
        return self

    def __len__(self) -> int:
        return len(self.names)

    @property
    def null_class_id(self) -> int:
        """The id of the null class.

        Raises:
            ConfigError: There is none.
        """
        if self.null_class is None:
            raise ConfigError("There is no null class.", hint="Set null_class to one of the names.")
        return self.names.index(self.null_class)

    @property
    def has_null_class(self) -> bool:
        """Whether one of the classes stands for background."""
        return self.null_class is not None

    def ensure_null_class(self) -> None:
        """Adds the class "null", black, at the end when there is no null class.

        Raises:
            ConfigError: There are so many classes already that none can be added.
        """
        if self.null_class is None:
            if len(self.names) >= MAX_CLASSES:
                raise ConfigError(
                    f"{len(self.names)} classes leave no place for the null class.",
                    hint="Set null_class to one of them, or leave one out.",
                )
            colors = [*(self.colors or ()), _NULL_COLOR]
            names = [*self.names, "null"]
            self.__dict__.update(names=names, colors=colors, null_class="null")

    def get_class_id(self, name: str) -> int:
        """The id of a class.

        Raises:
            ConfigError: There is none of that name.
        """
        try:
            return self.names.index(name)
        except ValueError:
            raise ConfigError(f"{name!r} is none of the classes {self.names}.") from None

    def color_rgb(self, class_id: int) -> tuple[int, int, int]:
        """Red, green and blue of a class, 0 to 255."""
        value = int((self.colors or ())[class_id][1:], 16)
        return value >> 16, (value >> 8) & 255, value & 255

    def describe(self) -> list[dict[str, object]]:
        """The classes as JSON values, for messages and bundles."""
        return [
            {"id": index, "name": name, "color": color, "null": name == self.null_class}
            for index, (name, color) in enumerate(zip(self.names, self.colors or (), strict=True))
        ]


def _nth_color(index: int) -> str:
    if index < len(_PALETTE):
        return _PALETTE[index]
    red, green, blue = colorsys.hsv_to_rgb((index * 0.61803398875) % 1.0, 0.65, 0.9)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


def _hex_color(color: object) -> str:
    if isinstance(color, str):
        if re.fullmatch(r"#[0-9a-fA-F]{6}", color):
            return color.lower()
        from PIL import ImageColor  # names such as "red", as in Raster Vision

        try:
            red, green, blue = ImageColor.getrgb(color)[:3]
        except ValueError:
            raise ValueError(f'{color!r} is no colour; write "#rrggbb" or a name') from None
    elif isinstance(color, (list, tuple)) and len(color) == 3:
        red, green, blue = (int(part) for part in color)
        if not all(0 <= part <= 255 for part in (red, green, blue)):
            raise ValueError(f"{color!r} is no colour; its numbers are from 0 to 255")
    else:
        raise ValueError(f'{color!r} is no colour; write "#rrggbb", a name, or three numbers')
    return f"#{red:02x}{green:02x}{blue:02x}"
