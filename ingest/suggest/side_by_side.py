"""Finds columns that a table about people has several times side by side (Need 1, Need 2; Primary
Need, Secondary Need; URN and again URN): each is a row of its own."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest import contract_files
from ingest.contract import Contract
from ingest.header_name import occurrence, plain
from ingest.suggest import columns
from ingest.suggest.columns import Match, spoken
from ingest.suggest.values import Cells

NUMBERS = {
    **{str(number): number for number in range(1, 10)},
    "primary": 1, "first": 1, "1st": 1, "main": 1,
    "secondary": 2, "second": 2, "2nd": 2,
    "tertiary": 3, "third": 3, "3rd": 3,
}  # fmt: skip
RANK = "_rank"
PRICES, PLACES = "placement_costs", "placements"
Made = dict[str, list[str | tuple[str, ...]]]


@dataclass(frozen=True)
class _Family:
    """Headers that differ in a number: what they have in common, and the position of each by its
    number."""

    name: str
    positions: dict[int, int]


def find(contract: Contract, headers: list[str], own: Contract | None) -> tuple[list[Match], Made]:
    """The matches, and the ids that can be made of other headers. A table of prices may be that of
    the places, which then have the same ids."""
    matches, of_places = _match(contract, headers, own), Made()
    if contract.dataset == PRICES:
        places = contract_files.of_source(contract.source, "")[PLACES]
        of_places = made_of(places, _match(places, headers, None), {})
    plans = {parts[0] for parts in of_places.values()}
    matches = [
        each
        for each in matches
        if each.column != "placement_id" or each.how != "likeness" or each.header not in plans
    ]
    return matches, made_of(contract, matches, of_places)


def _match(contract: Contract, headers: list[str], own: Contract | None) -> list[Match]:
    """The matches of `columns.match`. Those of columns side by side have all their headers and
    positions; their own position is that of no cell before `spread` has added it."""
    plainly = columns.match(contract, headers, own)
    families = _families(headers) if _can_be_read_so(contract) else []
    if not families:
        return plainly
    at_first = {min(each.positions.values()): each for each in families}
    members = {place for each in families for place in each.positions.values()}
    kept = [n for n in range(len(headers)) if n not in members or n in at_first]
    found = columns.match(
        contract,
        [at_first[n].name if n in at_first else headers[n] for n in kept],
        own,
        [place for place, n in enumerate(kept) if n in at_first],
    )
    found = [replace(each, position=kept[each.position]) for each in found]
    several = {each.column: at_first[each.position] for each in found if each.position in at_first}
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
    PLACES: ("placement_id", ("plan_id", "urn", "ukprn", "sen_setting", "entry_date")),
    "reviews": ("review_id", ("plan_id", "meeting_date")),
    "advice": ("advice_id", ("request_id", "provider")),
    "consultations": ("consultation_id", ("plan_id", "urn", "sent_date")),
    PRICES: ("cost_id", ("placement_id", "spend_category", "start_date")),
}


def made_of(contract: Contract, matches: list[Match], of_places: Made) -> Made:
    """The ids that a file lacks, with the headers that they can be made of; empty where the file
    has an id, or lacks what tells its rows apart. `of_places`: the id of its places, where the same
    table holds their prices."""
    made, of_row = TELL_APART.get(contract.dataset, ("", ()))
    headers = dict(_parts(matches))
    if not made or made in headers:
        return {}
    if of_places and "placement_id" not in headers:
        category = [headers["spend_category"]] if "spend_category" in headers else []
        return {made: [*of_places["placement_id"], *category], **of_places}
    first, *others = of_row
    parts = [headers[each] for each in others if each in headers]
    is_id = isinstance(headers.get(first), str)
    return {made: [headers[first], *parts]} if is_id and parts else {}


def unused(headers: list[str], made: Made) -> list[str]:
    """The headers that are no part of these ids."""
    parts = [part for parts in made.values() for part in parts]
    names = [each for part in parts for each in ([part] if isinstance(part, str) else part)]
    used = {occurrence(each)[0] for each in names}
    return [each for each in headers if occurrence(each)[0] not in used]


def _parts(matches: list[Match]) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for each in matches:
        yield each.column, each.side_by_side or each.header


def ranks(matches: list[Match], missing: list[str]) -> dict[str, int]:
    """The ranks that follow from the order of the headers side by side, with the number of rows."""
    rows = max((len(each.side_by_side) for each in matches), default=0)
    return {name: rows for name in missing if rows and name.endswith(RANK)}
