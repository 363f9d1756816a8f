"""Conventions without a domain word or a model: numbers, dates, text, ordinals, field types, base admin."""

from collections.abc import Mapping


class InputError(ValueError):
    """Typed text that is refused, with a message for the person who typed it.

    `message` is a lazily translated text and `params` fills it, as in Django's ValidationError, so that a form
    can write `ValidationError(error.message, params=error.params)`; `str(error)` is the whole sentence.
    """

    def __init__(self, message: str, params: Mapping[str, object]) -> None:
        super().__init__(message, params)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params
