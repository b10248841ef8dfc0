"""JSON values decoded without changing or losing anything, and the faults of a record noted on the way."""

import json
import math
import re
from decimal import Decimal
from typing import Any

from hubcli.sources.record_faults import (
    MAX_DEPTH,
    RecordFault,
    TooDeepError,
    check_depth,
    not_a_number,
    not_a_record,
    number_too_large,
    repeated_key,
    text_fault,
)
from hubcli.sources.records import BadRecord

_LINE_ENDS = re.compile(r"[\r\n]+")


class JsonDecoder:
    """The standard library's decoder; integers stay int, fractions are Decimal with all their digits."""

    def __init__(self) -> None:
        """Make the decoder once: that is not cheap."""
        self._fault: RecordFault | None = None
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_float=self._fraction,
            parse_int=self._integer,
            parse_constant=self._constant,
        )

    def value(self, text: str, start: int = 0) -> tuple[Any, int]:
        """Any value that begins at `start`, and where it ends.

        Raises json.JSONDecodeError, and TooDeepError.
        """
        self._fault = None
        try:
            value, end = self._decoder.raw_decode(text, start)
        except RecursionError:
            raise TooDeepError from None
        # Brackets are cheap to count, and only many of them can be deep.
        if text.count("[", start, end) + text.count("{", start, end) > MAX_DEPTH:
            check_depth(value)
        return value, end

    def record(self, text: str, start: int = 0) -> tuple[dict[str, Any] | BadRecord, int]:
        """The record that begins at `start`, or what is wrong with it, and where it ends.

        Raises json.JSONDecodeError, and TooDeepError.
        """
        value, end = self.value(text, start)
        fault = self._fault
        if not isinstance(value, dict):
            fault = not_a_record()
        elif fault is None and text.find("\\u", start, end) >= 0:
            # NUL and surrogates can only stand in a text as escapes.
            fault = text_fault(value)
        if fault is None:
            return value, end
        # Line ends in JSON that was decoded stand between its tokens, never in a text.
        return BadRecord(*fault, _LINE_ENDS.sub(" ", text[start:end])), end

    def _note(self, fault: RecordFault) -> None:
        self._fault = self._fault or fault

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) != len(pairs):
            self._note(repeated_key(pairs))
        return values

    def _fraction(self, text: str) -> Decimal:
        try:
            number = Decimal(text)
        except ArithmeticError:
            # Its exponent is beyond what a decimal may have at all.
            self._note(number_too_large(text))
            return Decimal(0)
        if math.isinf(float(text)):
            self._note(number_too_large(text))
        return number

    def _integer(self, text: str) -> int:
        # First as a double: int() of millions of digits takes minutes, and Python refuses it.
        if math.isinf(float(text)):
            self._note(number_too_large(text))
            return 0
        return int(text)

    def _constant(self, text: str) -> str:
        self._note(not_a_number(text))
        return text
