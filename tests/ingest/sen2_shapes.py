"""Small SEN2 returns in DfE's XML, by the schema of each year, and as the blade CSVs of COLLECT.
The people are invented."""

import csv
import datetime as dt
import io
from pathlib import PurePosixPath
from xml.etree import ElementTree

FOLDER = "312/dfe_census"
XML = f"{FOLDER}/sen2_return__2026-03-28.xml"

BLADES = {  # element → blade, in the order in which they belong to each other
    "Person": "person",
    "Requests": "requests",
    "Assessment": "assessment",
    "NamedPlan": "namedplan",
    "PlanDetail": "plandetail",
    "ActivePlans": "activeplans",
    "PlacementDetail": "placementdetail",
    "SENneed": "senneed",
}
PLACE_TYPES = ("ukprn", "sensetting", "sensettingother")
ALSO_EXPORTED = {  # columns that an export has although no row of ours fills them
    "person": ("uniquelearnernumber", "upnunknown"),
    "requests": ("exported",),
    "assessment": ("assessmentmediation", "assessmenttribunal", "othermediation", "othertribunal"),
    "namedplan": ("ceasedate", "ceasereason"),
    "plandetail": PLACE_TYPES,
    "activeplans": ("transferla",),
    "placementdetail": (*PLACE_TYPES, "leavingdate"),
    "senneed": (),
}
PLACE = "<URN>10000{n}</URN><PlacementRank>{n}</PlacementRank>"
UNITS = (
    "<SENunitIndicator>0</SENunitIndicator>"
    "<ResourcedProvisionIndicator>1</ResourcedProvisionIndicator>"
)
NEEDS = "".join(
    f"<SENneed><SENtype>{kind}</SENtype><SENtypeRank>{rank}</SENtypeRank></SENneed>"
    for rank, kind in ((1, "ASD"), (2, "SLCN"))
)


def xml(year: int = 2026, persons: int = 3, la_code: str = "312", extra: str = "") -> str:
    """A return of persons with a refused request and a plan; `extra` is added to the persons."""
    dsco = "<DSCO>R</DSCO>" if year >= 2025 else ""
    return (
        f"<Message><Header><CollectionDetails><Collection>SEN2</Collection><Year>{year}</Year>"
        f"<ReferenceDate>{year}-01-15</ReferenceDate></CollectionDetails><Source>"
        f"<SourceLevel>L</SourceLevel><LEA>{la_code}</LEA><SoftwareCode>Invented</SoftwareCode>"
        f"<Release>1</Release><SerialNo>001</SerialNo><DateTime>{year}-03-01T10:00:00</DateTime>"
        f"<DMO>Y</DMO><DCO>N</DCO>{dsco}</Source></Header>\n<Persons>\n"
        + "\n".join(person(year, number) for number in range(persons))
        + f"{extra}\n</Persons></Message>\n"
    )


def person(year: int, number: int, requests: str | None = None) -> str:
    sex = "<GenderCurrent>2</GenderCurrent>" if year == 2023 else "<Sex>F</Sex>"
    if requests is None:
        requests = refused(year) + accepted(year)
    return (
        f"<Person><Surname>Inventedname</Surname><Forename>Madeup</Forename>"
        f"<PersonBirthDate>2012-02-03</PersonBirthDate>{sex}<Ethnicity>WBRI</Ethnicity>"
        f"<PostCode>ZZ9 9ZZ</PostCode><UPN>A{number:012d}</UPN>{requests}</Person>"
    )


def refused(year: int) -> str:
    return (
        f"<Requests><ReceivedDate>{year - 2}-01-05</ReceivedDate>{source(year)}<RYA>0</RYA>"
        f"<RequestOutcomeDate>{year - 2}-02-10</RequestOutcomeDate>"
        "<RequestOutcome>N</RequestOutcome></Requests>"
    )


def source(year: int) -> str:
    return "<RequestSource>2</RequestSource>" if year >= 2025 else ""


def accepted(year: int, details: str | None = None) -> str:
    if details is None:
        details = "".join(f"<PlanDetail>{PLACE.format(n=n)}{UNITS}</PlanDetail>" for n in (1, 2))
    return (
        f"<Requests><ReceivedDate>{year - 1}-01-05</ReceivedDate>{source(year)}<RYA>1</RYA>"
        f"<RequestOutcomeDate>{year - 1}-02-10</RequestOutcomeDate>"
        "<RequestOutcome>Y</RequestOutcome><RequestMediation>0</RequestMediation>"
        "<RequestTribunal>0</RequestTribunal><Assessment><AssessmentOutcome>Y</AssessmentOutcome>"
        f"<AssessmentOutcomeDate>{year - 1}-05-20</AssessmentOutcomeDate><Week20>0</Week20>"
        f"<NamedPlan><StartDate>{year - 1}-05-20</StartDate>{details}"
        "<PlanRes>A</PlanRes><PlanWBP>S</PlanWBP><PB>1</PB><OA>0</OA><DP>E</DP>"
        f"</NamedPlan></Assessment>{active(year)}</Requests>"
    )


def active(year: int) -> str:
    """Module 5, in the order of that year's schema."""
    reviewed = f"<LastReview>{year - 1}-12-20</LastReview>"
    met = (
        f"<ReviewMeeting>{year - 1}-12-01</ReviewMeeting><ReviewOutcome>M</ReviewOutcome>"
        if year >= 2024
        else ""
    )
    new = (
        f"<ReviewDraft>{year}-01-02</ReviewDraft>"
        f"<PhaseTransferDueDate>{year}-02-15</PhaseTransferDueDate>"
        f"<PhaseTransferFinalDate>{year}-02-10</PhaseTransferFinalDate>"
        if year >= 2025
        else ""
    )
    stays = "<Res>B</Res><WBP>T</WBP>"
    placements = "".join(
        f"<PlacementDetail>{PLACE.format(n=n)}<EntryDate>{year - 1}-09-01</EntryDate>"
        f"{'<AttendancePattern>FT</AttendancePattern>' if year == 2023 else ''}{UNITS}"
        f"{stays if year >= 2024 else ''}</PlacementDetail>"
        for n in (1, 2)
    )
    if year == 2023:
        return f"<ActivePlans>{placements}{stays}{NEEDS}{reviewed}</ActivePlans>"
    last = met + new + reviewed if year >= 2026 else met + reviewed + new
    return f"<ActivePlans>{placements}{NEEDS}{last}</ActivePlans>"


def blades(text: str, day: str = "28-03-2026") -> dict[str, str]:
    """The same return as COLLECT exports it: file name → CSV. Read with another parser than
    the code under test."""
    root = ElementTree.fromstring(text)
    rows: dict[str, list[dict[str, str]]] = {blade: [] for blade in BLADES.values()}
    head = {each.tag.lower(): each.text or "" for group in root[0] for each in group}
    head |= {"sen2tableid": "1", "NativeId": "x", "sen2orderseqcolumn": "1", "sourceid": "1"}
    for each in root[1]:
        _export(each, "sen2", 1, rows)
    files = {blade: _csv(found, ALSO_EXPORTED[blade]) for blade, found in rows.items() if found}
    files["sen2"] = _csv([_dated(head)])
    return {f"Blade-Export_{day}_{blade}.csv": content for blade, content in files.items()}


def _export(element, parent: str, parent_id: int, rows: dict[str, list[dict[str, str]]]) -> None:
    blade = BLADES[element.tag]
    number = len(rows[blade]) + 1
    row = {
        f"{blade}tableid": str(number),
        "NativeId": f"N{number}",
        f"{parent}tableid": str(parent_id),
    }
    row |= {f"{blade}orderseqcolumn": str(number), "sourceid": "1"}
    rows[blade].append(row)
    for child in element:
        if child.tag in BLADES:
            _export(child, blade, number, rows)
        else:
            row[child.tag.lower()] = child.text or ""
    row |= _dated(row)


def _dated(row: dict[str, str]) -> dict[str, str]:
    """COLLECT writes its dates as `2022-Sep-28 00:00:00`."""
    return row | {
        name: f"{dt.date.fromisoformat(value):%Y-%b-%d} 00:00:00"
        for name, value in row.items()
        if len(value) == 10 and value[4] == value[7] == "-"
    }


def _csv(rows: list[dict[str, str]], also: tuple[str, ...] = ()) -> str:
    names = [*dict.fromkeys(name for row in rows for name in row), *also]
    text = io.StringIO()
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def tables(receipts):
    """Receipts of a return's tables, by table."""
    return {
        PurePosixPath(path).stem: receipt for path, receipt in receipts.items() if ".xml/" in path
    }


def raw(installation, table, columns="* exclude (_load_id, _file_sha256, return_id)"):
    return installation.rows(
        f"select {columns} from read_parquet('{{raw}}/dfe_census/{table}/312/*.parquet') "
        "order by all"
    )
