"""Finds columns that a table about people has several times side by side (Need 1, Need 2; Primary
Need, Secondary Need; URN and again URN): each is a row of its own."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ingest.contract import Contract
from ingest.header_name import plain
from ingest.suggest.columns import Match, spoken
from ingest.suggest.values import Cells

NUMBERS = {
    **{str(number): number for number in range(1, 10)},
    "primary": 1, "first": 1, "1st": 1, "main": 1,
    "secondary": 2, "second": 2, "2nd": 2,
    "tertiary": 3, "third": 3, "3rd": 3,
}  # fmt: skip
RANK = "_rank"
ID = re.compile(r"\b(id|ref|reference|no|number)\b")
MostMatches = Callable[[list[str]], list[Match]]


@dataclass(frozen=True)
class _Family:
    """Headers that differ in a number: what they have in common, and the position of each by its
    number."""

    name: str
    positions: dict[int, int]


def match(contract: Contract, headers: list[str], by_header: MostMatches) -> list[Match]:
    """The matches of `by_header`, where those of columns side by side have all their headers and
    positions. Their own position is that of no cell before `spread` has added it."""
    plainly = by_header(headers)
    families = _families(headers) if _can_be_read_so(contract) else []
    if not families:
        return plainly
    at_first = {min(each.positions.values()): each for each in families}
    members = {place for each in families for place in each.positions.values()}
    kept = [n for n in range(len(headers)) if n not in members or n in at_first]
    found = by_header([at_first[n].name if n in at_first else headers[n] for n in kept])
    found = [replace(each, position=kept[each.position]) for each in found]
    several = {
        each.column: at_first[each.position]
        for each in found
        if each.position in at_first and _is_several(contract, each.column, each.header)
    }
    once = {each.column for each in found if each.column not in several}
    if not several or set(contract.key) <= once:
        return plainly
    several |= _among(contract, found, several)
    rows = max(max(each.positions) for each in several.values())
    added = {column: len(headers) + n for n, column in enumerate(several)}
    return [
        _side_by_side(each, several[each.column], headers, rows, added[each.column])
        if each.column in several
        else replace(each, header=headers[each.position])
        for each in found
    ]


def _can_be_read_so(contract: Contract) -> bool:
    return contract.personal and contract.mode == "full" and contract.layout == "table"


def _is_several(contract: Contract, column: str, header: str) -> bool:
    """Whether each row of a record has a value of its own: no id of another dataset, and no id that
    only the word Placement is like."""
    is_id = contract.columns[column].type == "case_id"
    return column not in contract.references and (not is_id or bool(ID.search(spoken(header))))


def _among(
    contract: Contract, found: list[Match], several: dict[str, _Family]
) -> dict[str, _Family]:
    """The columns with one header that stands among those of one row: it is of that row alone."""
    rows = max(max(each.positions) for each in several.values())
    begins = [
        min(each.positions[row] for each in several.values() if row in each.positions)
        for row in range(1, rows + 1)
    ]
    return {
        each.column: _Family(each.header, {row: each.position})
        for each in found
        if each.column not in several and each.column not in contract.references
        for row in range(1, rows)
        if begins[row - 1] < each.position < begins[row]
    }


def _side_by_side(
    each: Match, family: _Family, headers: list[str], rows: int, position: int
) -> Match:
    of_rows = [family.positions.get(row) for row in range(1, rows + 1)]
    return replace(
        each,
        header=headers[each.position],
        position=position,
        side_by_side=tuple("" if n is None else _named(headers, n) for n in of_rows),
        positions=tuple(of_rows),
    )


def _named(headers: list[str], position: int) -> str:
    """A header as an overlay names it: `URN__2` is the second URN."""
    equal = [n for n, header in enumerate(headers) if plain(header) == plain(headers[position])]
    number = f"__{equal.index(position) + 1}" if len(equal) > 1 else ""
    return f"{headers[position]}{number}"


def _families(headers: list[str]) -> list[_Family]:
    """The headers that are numbered from 1 on without a gap; the first can lack its number."""
    numbered: dict[str, dict[int, int]] = defaultdict(dict)
    total, before = Counter(map(plain, headers)), Counter[str]()
    unnumbered = {}
    for position, header in enumerate(headers):
        name, number = _split(header)
        if total[plain(header)] > 1 and not number:
            before[plain(header)] += 1
            number = before[plain(header)]
        if not name:
            continue
        if number:
            numbered[name].setdefault(number, position)
        else:
            unnumbered[name] = position
    for name, positions in numbered.items():
        if 1 not in positions and name in unnumbered:
            positions[1] = unnumbered[name]
    return [
        _Family(name, positions)
        for name, positions in numbered.items()
        if len(positions) > 1 and set(positions) == set(range(1, len(positions) + 1))
    ]


def _split(header: str) -> tuple[str, int]:
    """The words of a header without its number, and the number; 0 without one."""
    words = re.sub(r"(?<=[a-z])(?=\d\b)", " ", spoken(header)).split()
    numbers = [word for word in words if word in NUMBERS]
    if len(numbers) != 1:
        return " ".join(words), 0
    words.remove(numbers[0])
    return " ".join(words), NUMBERS[numbers[0]]


def spread(found: Cells, matches: list[Match]) -> None:
    """Make each record as many rows as it has values side by side, with the cells of each row."""
    several = [each for each in matches if each.side_by_side]
    if not several:
        return
    rows = len(several[0].side_by_side)
    cells = ", ".join(_cell_of_row(each) for each in several)
    filled = ", ".join(f"cell_{each.position}" for each in several)
    found.connection.execute(
        f"create or replace table cells as from (select *, {cells} "
        f"from (select *, unnest(range(1, {rows + 1})) as row_of_record from cells)) "
        f"where row_of_record = 1 or coalesce({filled}, null) is not null"
    )


def _cell_of_row(match: Match) -> str:
    whens = " ".join(
        f"when {row} then cell_{position}"
        for row, position in enumerate(match.positions, 1)
        if position is not None
    )
    return f"case row_of_record {whens} end as cell_{match.position}"


# the columns that tell the rows of a dataset apart, where it has no id: the id, and these
TELL_APART = {
    "placements": ("placement_id", ("plan_id", "urn", "ukprn", "sen_setting", "entry_date")),
    "reviews": ("review_id", ("plan_id", "meeting_date")),
    "advice": ("advice_id", ("request_id", "provider")),
    "consultations": ("consultation_id", ("plan_id", "urn", "sent_date")),
    "placement_costs": ("cost_id", ("placement_id", "spend_category", "start_date")),
}


def made_of(contract: Contract, matches: list[Match]) -> dict[str, list[str | tuple[str, ...]]]:
    """The id that a file lacks, with the headers that it can be made of; empty where the file has
    an id, or lacks what tells its rows apart."""
    made, columns = TELL_APART.get(contract.dataset, ("", ()))
    headers = dict(_parts(matches))
    first, *others = columns or ("",)
    if not made or made in headers or not isinstance(headers.get(first), str):
        return {}
    parts = [headers[each] for each in others if each in headers]
    return {made: [headers[first], *parts]} if parts else {}


def _parts(matches: list[Match]) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for each in matches:
        yield each.column, each.side_by_side or each.header


def ranks(matches: list[Match], missing: list[str]) -> dict[str, int]:
    """The ranks that follow from the order of the headers side by side, with the number of rows."""
    rows = max((len(each.side_by_side) for each in matches), default=0)
    return {name: rows for name in missing if rows and name.endswith(RANK)}
