"""Invented names and identifiers, and the shares by sex, ethnicity and need."""

from __future__ import annotations

from random import Random

SURNAMES = (
    "Alderwick", "Barrowby", "Cobnall", "Dunmere", "Eskdrake", "Farrowgill", "Gorsley",
    "Hexwater", "Inglethorn", "Jarrowick", "Kestwold", "Larkmoor", "Mossendale", "Netherby-Roe",
    "Oakenfold", "Pellowmere", "Quillstone", "Rushgarth", "Saltersby", "Thornwillow", "O'Underhay",
    "Varleycott", "Wrenbeck", "Yewstone", "Zephyrton",
)  # fmt: skip
FORENAMES = {
    "F": ("Aveline", "Brisa", "Cordy", "Delphie", "Elowyn", "Fenna", "Gwenda", "Ishra", "Jorie",
          "Keziah", "Lumi", "Maelle", "Nuala", "Orla", "Perla", "Rhoswen", "Sanna", "Tamsyn"),
    "M": ("Alaric", "Bram", "Corin", "Davit", "Emrys", "Fintan", "Gethin", "Idris", "Jory",
          "Kester", "Lorcan", "Merrick", "Niall", "Osric", "Perran", "Rafe", "Soren", "Zubin"),
}  # fmt: skip

# Share of males among England's plans at January 2025: 451,239 of 638,745.
MALE_SHARE = 0.706
ETHNICITIES = ("WBRI", "WIRI", "WOTW", "MWBC", "MWAS", "AIND", "APKN", "ABAN", "BAFR", "BCRB",
               "CHNE", "OOTH", "REFU", "NOBT")  # fmt: skip
ETHNICITY_WEIGHTS = (640, 5, 60, 20, 18, 25, 45, 20, 55, 18, 5, 24, 15, 50)

# Primary need, England, all plans at January 2025 (per cent, DfE "Education, health and care
# plans" 2025, sen_needs_all_plans). Unknown needs are left out: every plan here has a need.
NEEDS = {
    "ASD": 31.5, "SLCN": 21.3, "SEMH": 20.7, "MLD": 10.6, "SLD": 4.0, "PD": 3.9, "SPLD": 2.3,
    "HI": 1.4, "PMLD": 1.3, "OTH": 1.2, "VI": 0.8, "MSI": 0.3,
}  # fmt: skip

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def upn(rng: Random, la_code: str, number: int) -> str:
    """Invent a unique pupil number: a letter, the invented la_code and nine digits."""
    return f"{rng.choice(_UPN_LETTERS)}{la_code}{number:09d}"


def uln(la_code: str, number: int) -> str:
    """Invent a ten-digit learner number, unique within the authority."""
    return f"{la_code}{number:07d}"


def postcode(rng: Random) -> str:
    """Invent a postcode in area ZZ, which has no real addresses."""
    inward = rng.choice(_INWARD_LETTERS) + rng.choice(_INWARD_LETTERS)
    return f"ZZ{rng.randint(1, 19)} {rng.randint(1, 9)}{inward}"
