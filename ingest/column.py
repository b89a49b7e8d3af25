"""A column of a contract, and the forms in which an amount's sign is written."""

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from settings.strict import Strict

ColumnType = Literal[
    "text",
    "code",
    "date",
    "integer",
    "decimal",  # a percentage or number of weeks, to four decimals
    "flag",
    "money",
    "financial_year",  # 2026-27, in the spellings that ledgers use
    "period",  # 1 (April) to 14, as a number, a month or with its year (202607)
    "case_id",  # the case system's id of a person, request or plan: keyed, in the people map
    "personal_number",  # UPN, ULN: keyed, in no map
    "personal_text",  # names, postcode: not stored
    "postcode",  # of a lookup of areas: keyed
]
Derivation = Literal[
    "record_number",
    "file_reference",  # the file's business date, and the part of the date that its name gives
    "financial_year",
    "financial_period",
    "return_id",
    "person_of_return",
    "placement_key",
    "debit_minus_credit",  # of two cells
    "debit_plus_credit",  # of two cells, where credits are printed with a minus
    "copy",
    "ward_of_postcode",  # by the authority's lookup (geography/postcode_areas)
]
Numbers = Literal["period", "month"]
SingleYear = Literal["first", "second"]
# The types that a column may have from which another one is derived; a copy has the same type.
FROM_ANOTHER_COLUMN: dict[str, tuple[str, ...]] = {
    "financial_year": ("date", "period"),
    "financial_period": ("date",),
    "placement_key": ("text",),
    "copy": (),
    "ward_of_postcode": ("personal_text",),
}
# The SQL types of columns in raw; any other is a text
SQL_TYPES = {
    "date": "date",
    "integer": "bigint",
    "decimal": "decimal(9, 4)",
    "flag": "boolean",
    "money": "decimal(18, 2)",
    "period": "bigint",
}
WHOLE_NUMBER = r"-?\d{1,18}"
# What a constant of a type is, as a pattern and in words
CONSTANTS = {
    "date": (r"(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a day such as 2026-11-20"),
    "integer": (WHOLE_NUMBER, "a whole number"),
    "decimal": (r"-?\d{1,5}(\.\d{1,4})?", "a number such as 38.5"),
    "flag": ("[01]", '"1" or "0"'),
    "money": (r"-?\d{1,10}(\.\d\d)?", "an amount such as 1496.00"),
    "period": (r"[1-9]|1[0-4]", "a number from 1 to 14"),
    "financial_year": (r"20\d\d-\d\d", "a year such as 2026-27"),
}
POSTCODE, ULN = "postcode", "uln"
OF_TWO_CELLS = ("debit_minus_credit", "debit_plus_credit")
PERSONAL_NUMBERS = ("upn", ULN)
MAPPED = ("code", "flag", "integer", "period")  # types whose words a contract can map
KEYED = ("case_id", "personal_number", "postcode")
YES, NO = ("1", "1.0", "true", "t", "yes", "y"), ("0", "0.0", "false", "f", "no", "n")


class Sign(Strict):
    """The words that make an amount a debit or a credit, compared without case.

    They are in a column of their own (`headers`), or else behind the amount in its cell
    (1,234.56 CR). The word "" is a cell without a word.
    """

    headers: tuple[str, ...] = ()
    debit: tuple[str, ...] = ("DR", "D", "Debit")
    credit: tuple[str, ...] = ("CR", "C", "Credit")

    @model_validator(mode="after")
    def _distinct(self) -> "Sign":
        debit, credit = ({word.casefold() for word in each} for each in (self.debit, self.credit))
        if not credit - {""} or debit & credit:
            raise ValueError("sign needs the words of a credit, none of which is under debit too")
        if not self.headers and "" in credit:
            raise ValueError(
                "credit can't hold an empty word where sign has no headers: an amount without a "
                "word has its own sign"
            )
        return self


class Column(Strict):
    """One column."""

    type: ColumnType
    required: bool = False
    aliases: tuple[str, ...] = ()  # other headers of the column
    # Headers whose texts stand before its own, each with a slash: a document's number is its
    # company's or year's alone in some ledgers.
    joined_headers: tuple[str, ...] = ()
    # Headers of which each record gives a row of its own (Need 1, Need 2), or the value in each of
    # these rows. An empty header: the row has no such cell.
    side_by_side: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()
    # Headers whose texts together are an id that the file lacks. The first is needed, and one of
    # the others; a list holds a header for each row of a record.
    made_of: tuple[str | tuple[str, ...], ...] = ()
    codes: tuple[str, ...] = ()
    # The authority's word → the contract's code; for a flag → "1" or "0"; for an integer → a
    # number; for a period → a period; for a text with a pattern → a text of that pattern.
    code_map: dict[str, str] = Field(default_factory=dict)
    null_values: tuple[str, ...] = ()  # words for an empty cell, compared without case
    pattern: str | None = None
    capitals: bool = False  # its text is put into capitals
    # What a cell that can't be read does: its row is quarantined, or the cell is left empty.
    misfit: Literal["quarantine", "remark"] = "quarantine"
    namespace: str | None = None  # what an identifier identifies (person, plan): part of its key
    optional_header: bool = False  # a file may lack the column
    # The months of the business date whose files fill the column; those of other months may lack it
    # or leave it empty. Without months, every file fills it.
    asked_in: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    first_year: int | None = None  # first collection year whose SEN2 return has the column
    last_year: int | None = None  # last collection year whose SEN2 return has the column
    # The value of a column that files do not carry: a constant, or how it is derived.
    constant: str | None = None
    derive: Derivation | None = None
    derive_from: str | None = None
    debit_headers: tuple[str, ...] = ()  # an amount is derived from debits and credits
    credit_headers: tuple[str, ...] = ()
    # Most digits of an amount before its point, so that sums of amounts fit the marts.
    digits: Annotated[int, Field(ge=1, le=16)] = 10
    sign: Sign | None = None  # what marks debits and credits where the amount does not
    numbers: Numbers | None = None  # of a period: whether 1 is April or January
    # of a financial year or a period: which of its two calendar years a single year names
    single_year: SingleYear | None = None
    hides: str | None = None  # pattern of texts in which a placement id is replaced by its key
    from_title: str | None = None  # its group is the value, in the rows above a sheet's header

    @model_validator(mode="after")
    def _constant_fits(self) -> "Column":
        """The column can hold its constant. Dates and amounts of a constant are written in one
        way, whatever those of files are."""
        pattern, expected = CONSTANTS.get(self.type, (".*", "a text"))
        for constant in self.all_constants:
            if self.codes and constant not in self.codes:
                raise ValueError(f"its constant needs one of {', '.join(self.codes)}")
            if not re.fullmatch(pattern, constant, re.ASCII):
                raise ValueError(f"its constant needs {expected}")
            if self.type == "date":
                dt.date.fromisoformat(constant)  # its message says what is wrong with the day
        return self

    @model_validator(mode="after")
    def _null_values_have_an_effect(self) -> "Column":
        if self.null_values and not self.from_file:
            raise ValueError("'null_values' is for a column that files carry")
        empty = {word.strip().lower() for word in self.null_values}
        if twice := [each for each in (*self.codes, *self.code_map) if each.lower() in empty]:
            raise ValueError(f"null_values and the codes both name {', '.join(twice)}")
        return self

    @model_validator(mode="after")
    def _codes_known(self) -> "Column":
        if self.type == "code" and not self.codes:
            raise ValueError("a code column needs its list of codes")
        has_map = self.type in MAPPED or (self.type == "text" and self.pattern)
        if self.code_map and not has_map:
            raise ValueError(
                "code_map is for a code, a flag, a number or a text with a pattern, not for a "
                f"{self.type}"
            )
        codes, mapped = set(self.codes), set(self.code_map)
        if self.codes and (codes & mapped or not set(self.code_map.values()) <= codes):
            raise ValueError(
                "code_map needs words that are no codes on the left, and codes on the right"
            )
        folded = {each.lower() for each in (*self.codes, *self.code_map)}
        if len(folded) < len(self.codes) + len(self.code_map):
            raise ValueError(
                "two codes or words of code_map differ in case alone, and are compared without case"
            )
        return self

    @model_validator(mode="after")
    def _flag_words_known(self) -> "Column":
        if self.type != "flag":
            return self
        if not set(self.code_map.values()) <= {"1", "0"}:
            raise ValueError('code_map of a flag needs "1" (yes) or "0" (no) on the right')
        own = {*YES, *NO} & {word.lower() for word in self.code_map}
        if own:
            raise ValueError(
                f"code_map needs words on the left that are no flags already: {', '.join(own)}"
            )
        return self

    @model_validator(mode="after")
    def _words_of_numbers(self) -> "Column":
        periods = set(self.code_map.values()) if self.type == "period" else set()
        if not all(re.fullmatch(CONSTANTS["period"][0], each, re.ASCII) for each in periods):
            raise ValueError("code_map of a period needs numbers from 1 to 14 on the right")
        if self.type != "integer":
            return self
        if not all(re.fullmatch(WHOLE_NUMBER, each, re.ASCII) for each in self.code_map.values()):
            raise ValueError("code_map of an integer needs whole numbers on the right")
        if any(re.fullmatch(r"-?\d+([.]0+)?", each, re.ASCII) for each in self.code_map):
            raise ValueError("code_map of an integer needs words on the left that are no numbers")
        return self

    @model_validator(mode="after")
    def _complete(self) -> "Column":
        if self.type in KEYED and not self.namespace:
            raise ValueError("a keyed column names its namespace (person, request, plan, …)")
        self._check_made_key()
        if (self.type == "personal_number") != (self.namespace in PERSONAL_NUMBERS):
            raise ValueError("the namespaces upn and uln are those of a personal_number")
        if (self.type == POSTCODE) != (self.namespace == POSTCODE):
            raise ValueError("the namespace postcode is that of a postcode")
        if self.derive == "ward_of_postcode" and self.type != "text":
            raise ValueError("a derived ward_of_postcode is a text")
        if self.derive in FROM_ANOTHER_COLUMN and not self.derive_from:
            raise ValueError(f"a derived {self.derive} names the column that it comes from")
        if self.derive_from and self.derive not in FROM_ANOTHER_COLUMN:
            raise ValueError("'derive_from' has no effect without a derive that names a column")
        if self.hides and self.derive != "placement_key":
            raise ValueError("'hides' is for a derived placement_key")
        if self.derive == "file_reference" and self.type != "text":
            raise ValueError("a derived file_reference is a text")
        if self.capitals and self.type != "text":
            raise ValueError("'capitals' is for a text; codes are read without case")
        is_plain = self.type == "text" and self.from_file and not self.pattern
        if self.joined_headers and not is_plain:
            raise ValueError("'joined_headers' is for a text without a pattern that files carry")
        if self.misfit == "remark" and self.required:
            raise ValueError("a required column can't be left empty (misfit: remark)")
        return self

    def _check_made_key(self) -> None:
        """Raise ValueError for a keyed column that no file carries and that can't be made."""
        if self.type not in KEYED or self.from_file:
            return
        if self.type != "case_id":
            raise ValueError(f"a {self.type} is one person's: it has neither constant nor derive")
        if self.derive not in (None, "record_number"):
            raise ValueError(f"a case_id is no {self.derive}; it can be derived as record_number")

    @model_validator(mode="after")
    def _signed(self) -> "Column":
        headers = (self.debit_headers, self.credit_headers)
        if self.two_amounts:
            if self.type != "money" or not all(headers) or self.aliases or self.sign:
                raise ValueError(
                    f"a derived {self.derive} is an amount with debit_headers and "
                    "credit_headers, without aliases and sign"
                )
        elif any(headers):
            raise ValueError("debit_headers and credit_headers need derive: debit_minus_credit")
        if self.numbers and self.type != "period":
            raise ValueError("'numbers' is for a period")
        if self.single_year and not (self.type in ("financial_year", "period") and self.from_file):
            raise ValueError("'single_year' is for a financial year or period that files carry")
        if self.single_year and self.numbers == "month":
            raise ValueError("'single_year' has no effect beside numbers: month")
        if self.sign and not (self.type == "money" and self.from_file):
            raise ValueError("'sign' is for an amount that files carry")
        return self

    @property
    def from_file(self) -> bool:
        """Whether files carry the column."""
        return not self.all_constants and (self.derive is None or self.two_amounts)

    @property
    def all_constants(self) -> tuple[str, ...]:
        """Its constant, or those of the rows of a record."""
        return self.constants if self.constant is None else (self.constant,)

    @property
    def two_amounts(self) -> bool:
        """Whether the column is an amount of two cells, debit and credit."""
        return self.derive in OF_TWO_CELLS
