"""Settings files with a fault each, and how a test writes one."""

WRONG = {
    "rag_limits.yml": [
        "savings_forecast: {green: {at_least_pct: 90}, red: {below_pct: 80}}\n",
        "savings_forecast: {green: {at_least_pct: 70}, red: {below_pct: 80}}\n",
        "savings_forecast: {blue: {at_least_pct: 70}}\n",
        "savings_forecast: {green: {at_least_pct: high}}\n",
        "savings_forecast: {}\n",
        "saving_forecast: {}\n",
    ],
    "monitoring.yml": [
        "metrics: collector:4318\n",
        "metrics: http://user:secret@collector:4318\n",
        "lineage: [http://marquez:5000]\n",
        "trace: http://collector:4318\n",
    ],
    "ledger_text.yml": [
        "descriptions: {'312': some}\n",
        "descriptions: {312: all}\n",
        "references: {'312': some}\n",
        "organisations: {'312': S1}\n",
        "words: [two words]\n",
    ],
    "arrival.yml": ["settle_seconds: true\n", "settle_seconds: '5'\n", "settle_seconds: -1\n"],
    "alerts.yml": ["everything: 5\n", "authorities: {312: [a@b.example]}\n", "a: [\n"],
    "bounds.yml": [
        "max_rows: true\n",
        "max_rows: '100'\n",
        "max_rows: 0\n",
        "memory_mb: 1000000000000000000000\n",
        "workbook_memory_mb: 1000000000000000000000\n",
        f"max_rows: 0x{'f' * 5000}\n",
        "max_row: 5\n",
    ],
    "targets.yml": ["within_20_weeks_pct: 900\n", "within_20_weeks: 90\n", "- 90\n"],
    "authorities.yml": ["names: {312: Hillingdon}\n", "names: {'312': ''}\n", "'312': H\n"],
    "groups.yml": [
        "partnerships: {afc: {name: AfC, members: []}}\n",
        "partnerships: {afc: {name: AfC, members: [314]}}\n",
        "partnerships: {afc: {name: AfC, members: ['314', '314']}}\n",
        "partnerships: {AfC: {name: AfC, members: ['314']}}\n",
        "partnerships: {afc: {members: ['314']}}\n",
    ],
    "calendar.yml": [
        "closed: [2026-11-31]\n",
        "closed: [soon]\n",
        "bank_holidays: perhaps\n",
        "bank_holidays: 0\n",
        "closed: 2026-12-29\n",
    ],
    "retention.yml": [
        "keep_days: {case_system: {requests: 0}}\n",
        "keep_days: {case_system: {requests: '5'}}\n",
        "keep_days: {case_system: {requests: 1000000000000}}\n",
        "keep_days: {case_system: {request: 5}}\n",
        "keep_days: {case: {requests: 5}}\n",
        "keep_days: 5\n",
    ],
    "postgres.yml": [
        "url: postgresql://send:secret@localhost/send\n",
        "url: postgresql://send@localhost/send?password=secret\n",
        "url: postgresql://localhost/send\n",
        "url: postgresql://send@localhost\n",
        "url: mysql://send@localhost/send\n",
        "logins: {bi: {audiences: [figures]}}\n",
        "logins: {bi: {audiences: [everything], authorities: all}}\n",
        "logins: {bi: {audiences: [], authorities: all}}\n",
        "logins: {bi: {audiences: [open], authorities: [312]}}\n",
        "logins: {bi: {audiences: [open], authorities: []}}\n",
        "logins: {'B I': {audiences: [open], authorities: all}}\n",
    ],
    "readers.yml": [
        "group: no group of this machine\n",
        "group: 5\n",
        "groups: users\n",
        'group: "a\\0b"\n',
    ],
    "roles.yml": [
        "words: Head of Brokerage\n",
        "words: [Head of Brokerage]\n",
        "word: [head]\n",
        "case_lookup: [DP]\n",
        "case_lookup: [Head of SEND, Jane Doe]\n",
        "words: [Smith]\ncase_lookup: [John Smith]\n",
        "case_lookup: Head of SEND\n",
    ],
    "collect/312.yml": [
        "feeds: [{source: case_system, connection: c}]\n",
        "feeds: [{source: case_system, connection: c, files: a, query: b, dataset: plans}]\n",
        "feeds: [{source: case_system, connection: c, query: select 1}]\n",
        "feeds: [{source: case_system, connection: c, files: out*/a.csv}]\n",
        "feeds: [{source: case_system, connection: c, files: ../a.csv}]\n",
        "feeds: [{source: case_system, connection: c, files: a.csv, after: {move: ../b}}]\n",
        "feeds: [{source: case_system, connection: c, files: a.csv, after: burn}]\n",
        "feeds: [{source: case_system, connection: c, files: a.csv, password: secret}]\n",
        "feeds: [{source: cases, connection: c, files: a.csv}]\n",
        "feeds: [{source: case_system, connection: c, files: a.csv, dataset: request}]\n",
        "feeds: {source: case_system}\n",
    ],
    "waivers.yml": ["- la_code: '205'\n", "one\n"],
}


def write(installation, name, text):
    path = installation.home / "settings" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
