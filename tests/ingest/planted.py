"""One person among others in files of every format, and the search for traces of that person."""

import gzip
import io
import json
import zipfile
import zlib

import duckdb

from ingest.deletion import erase
from ingest.deletion.erasure_list import ErasureRequest
from ingest.register import receipts
from tests.ingest import sen2_shapes, shapes, workbooks

PLANTED = (
    "P-PLANTED-1",
    "A987654321098",
    "Zzyzxname",
    "R-PLANTED-1",
    "L-PLANTED-1",
    "C-PLANTED-1",
    "S-PLANTED-1",
)
WHO = {
    "id": "P-PLANTED-1",
    "upn": "A987654321098",
    "surname": "Zzyzxname",
    "forename": "Zzyzxname",
}
REQUEST = ErasureRequest("2026-11-23", "Data Protection Officer", "upheld request")
FOLDER = "312/case_system"
PLANS = (
    "plan_id,person_id,request_id,start_date,plan_res,plan_wbp,pb,oa,dp,cease_date,cease_reason,"
    "transfer_la"
)
PLACEMENTS = (
    "placement_id,plan_id,urn,ukprn,sen_setting,sen_setting_other,placement_rank,entry_date,"
    "leaving_date,sen_unit,resourced_provision,res,wbp"
)
COSTS = (
    "cost_id,placement_id,spend_category,annual_amount,price_basis,weeks,start_date,end_date,"
    "education_pct,social_care_pct,health_pct"
)
CENSUS = (
    "census_date,school_urn,upn,nc_year,sen_provision,sen_type_1,sen_type_2,sen_unit,"
    "resourced_provision"
)


def table(header, *rows):
    return "\n".join([header, *rows]) + "\n"


def plan(plan_id, person, request):
    return f"{plan_id},{person},{request},2026-03-01,,,0,0,,,,"


def cost(cost_id, placement, amount):
    return f"{cost_id},{placement},special_school,{amount},financial_year,,2026-04-01,,100,0,0"


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.csv", text)
    return packed.getvalue()


def send_a_night(installation, date):
    """Send one file of each dataset; each holds the planted person and others."""
    persons = shapes.persons(40, shapes.person(99, **WHO), "P-PLANTED-1,Zzyzxname,broken")
    installation.send(f"{FOLDER}/persons__{date}.csv", persons)
    requests = shapes.requests(40, shapes.request(99, id="R-PLANTED-1", person="P-PLANTED-1"))
    installation.send(f"{FOLDER}/requests__{date}.csv.gz", gzip.compress(requests.encode("utf-16")))
    plans = table(PLANS, plan("L1", "P1", "R1"), plan("L-PLANTED-1", "P-PLANTED-1", "R-PLANTED-1"))
    installation.send(
        f"{FOLDER}/plans__{date}.xlsx", workbooks.xlsx({"Plans": workbooks.typed(plans)})
    )
    placed = ",100001,,,,1,2026-04-01,,0,0,,"
    installation.send(
        f"{FOLDER}/case__{date}.zip",
        zipped(
            **{
                f"placements__{date}": table(
                    PLACEMENTS, f"S1,L1{placed}", f"S-PLANTED-1,L-PLANTED-1{placed}"
                ),
                f"needs__{date}": table(
                    "plan_id,sen_type_rank,sen_type", "L1,1,ASD", "L-PLANTED-1,1,ASD"
                ),
            }
        ),
    )
    costs = table(COSTS, cost("C1", "S1", "1000.00"), cost("C-PLANTED-1", "S-PLANTED-1", "2000.50"))
    file = installation.send(f"{FOLDER}/placement_costs__{date}.csv", costs)
    claims = {"rows": 2, "totals": {"annual_amount": "3000.50"}}
    file.with_name(f"placement_costs__{date}.control.json").write_text(json.dumps(claims))


def send_the_school_year(installation):
    person = sen2_shapes.person(2026, 7).replace("Inventedname", "Zzyzxname")
    planted = person.replace("A000000000007", "A987654321098")
    installation.send(sen2_shapes.XML, sen2_shapes.xml(extra=planted))
    rows = (f"2026-10-02,100001,{upn},5,E,ASD,,0,0" for upn in ("A987654321098", "A000000000001"))
    installation.send("312/dfe_census/school_census__2026-10-02.csv", table(CENSUS, *rows))


def erased(installation, case_id="P-PLANTED-1", la_code="312"):
    return erase.erase(installation.home, la_code, case_id, REQUEST)


def everything(installation):
    """Yield the content of every file below the home, also uncompressed."""
    with duckdb.connect() as connection:  # for each file it would cost more than to read them all
        for path in sorted(installation.home.rglob("*")):
            if not path.is_file():
                continue
            content = path.read_bytes()
            yield path, content
            if content[:2] == b"\x1f\x8b":
                unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content)  # or cut off
                yield path, unpacked
                yield path, unpacked.decode("utf-16", "ignore").encode()
            if content[:2] == b"PK":
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        yield path, archive.read(name)
            if content[:4] == b"PAR1":
                yield path, str(connection.execute(f"from '{path}'").fetchall()).encode()


def traces(installation, words=PLANTED):
    return {
        f"{path.relative_to(installation.home)}: {word}"
        for path, content in everything(installation)
        for word in words
        if word.encode() in content
    }


def by_path(installation):
    found = receipts.read_all(installation.home).values()
    return {each.file_path: each for each in found}


def rows_of(installation):
    """Accepted rows by path, without containers."""
    return {path: each.rows_accepted for path, each in by_path(installation).items() if each.mode}
