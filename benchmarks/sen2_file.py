"""Writes a SEN2 return of invented persons after DfE's XML schema of 2026, as a stream.

Each person has a request with an assessment, a plan, one or two placements and one or two needs.
Most have an earlier request that was refused, and some elements are left out of some of them: there
are 32 shapes of persons.
"""

from functools import cache
from pathlib import Path

NAME = "landing/312/dfe_census/sen2_return__2026-03-28.xml"
HEADER = (
    "<Message><Header><CollectionDetails><Collection>SEN2</Collection><Year>2026</Year>"
    "<ReferenceDate>2026-01-15</ReferenceDate></CollectionDetails><Source><SourceLevel>L"
    "</SourceLevel><LEA>312</LEA><SoftwareCode>Invented</SoftwareCode><Release>1</Release>"
    "<SerialNo>001</SerialNo><DateTime>2026-03-01T10:00:00</DateTime><DMO>Y</DMO><DCO>N</DCO>"
    "<DSCO>R</DSCO></Source></Header>\n<Persons>\n"
)
FOOTER = "</Persons></Message>\n"
PERSON = (
    "<Person><Surname>Inventedname</Surname><Forename>Madeup</Forename><PersonBirthDate>"
    "2012-02-03</PersonBirthDate><Sex>F</Sex><Ethnicity>WBRI</Ethnicity><PostCode>ZZ9 9ZZ"
    "</PostCode><UPN>A{number:012d}</UPN>{refused}{agreed}</Person>\n"
)
REFUSED = (
    "<Requests><ReceivedDate>2024-01-05</ReceivedDate><RequestSource>2</RequestSource><RYA>0</RYA>"
    "<RequestOutcomeDate>2024-02-10</RequestOutcomeDate><RequestOutcome>N</RequestOutcome>"
    "</Requests>"
)
AGREED = (
    "<Requests><ReceivedDate>2025-01-05</ReceivedDate><RequestSource>2</RequestSource><RYA>1</RYA>"
    "<RequestOutcomeDate>2025-02-10</RequestOutcomeDate><RequestOutcome>Y</RequestOutcome>"
    "<RequestMediation>0</RequestMediation><RequestTribunal>0</RequestTribunal><Assessment>"
    "<AssessmentOutcome>Y</AssessmentOutcome><AssessmentOutcomeDate>2025-05-20"
    "</AssessmentOutcomeDate><Week20>0</Week20><NamedPlan><StartDate>2025-05-20</StartDate>"
    "{details}<PlanRes>A</PlanRes><PlanWBP>S</PlanWBP><PB>1</PB><OA>0</OA><DP>E</DP></NamedPlan>"
    "</Assessment><ActivePlans>{placements}{needs}{review}<LastReview>2025-12-20</LastReview>"
    "</ActivePlans></Requests>"
)
REVIEW = (
    "<ReviewMeeting>2025-12-01</ReviewMeeting><ReviewOutcome>M</ReviewOutcome><ReviewDraft>"
    "2026-01-02</ReviewDraft><PhaseTransferDueDate>2026-02-15</PhaseTransferDueDate>"
    "<PhaseTransferFinalDate>2026-02-10</PhaseTransferFinalDate>"
)
PLACE = "<URN>10000{n}</URN><PlacementRank>{n}</PlacementRank>"
UNITS = (
    "<SENunitIndicator>0</SENunitIndicator>"
    "<ResourcedProvisionIndicator>1</ResourcedProvisionIndicator>"
)


def write(home: Path, persons: int) -> Path:
    """Write the return into a home's landing folder; return its path."""
    path = home / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for number in range(persons):
            refused = REFUSED if number % 5 else ""
            file.write(PERSON.format(number=number, refused=refused, agreed=_agreed(number)))
        file.write(FOOTER)
    return path


@cache
def _agreed_of_shape(places: int, needs: int, has_flags: bool, has_review: bool) -> str:
    named = [PLACE.format(n=n + 1) for n in range(places)]
    units = UNITS if has_flags else ""
    return AGREED.format(
        details="".join(f"<PlanDetail>{place}{units}</PlanDetail>" for place in named),
        placements="".join(
            f"<PlacementDetail>{place}<EntryDate>2025-09-01</EntryDate>{units}<Res>B</Res>"
            "<WBP>T</WBP></PlacementDetail>"
            for place in named
        ),
        needs="".join(
            f"<SENneed><SENtype>{kind}</SENtype><SENtypeRank>{rank}</SENtypeRank></SENneed>"
            for rank, kind in enumerate(("ASD", "SLCN")[:needs], start=1)
        ),
        review=REVIEW if has_review else "",
    )


def _agreed(number: int) -> str:
    return _agreed_of_shape(
        number % 2 + 1, number // 2 % 2 + 1, number // 4 % 2 == 0, number // 8 % 10 > 0
    )
