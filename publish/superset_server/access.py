"""Who sees what in Superset: a role for each audience, and one for each authority.

A reader has two roles: `send_figures`, say, opens the dashboards of that audience, and
`authority_990` the rows of that authority. Without a role of an authority nobody but the
administrator sees a row that is about one.
"""

from collections.abc import Mapping, Sequence

from flask_appbuilder.security.sqla.models import Role, User
from superset import db, security_manager
from superset.connectors.sqla.models import RowLevelSecurityFilter, SqlaTable
from superset.utils.core import RowLevelSecurityFilterType

EVERY_AUTHORITY = "authority_all"
_COLUMN = "la_code"
_AUTHORITIES = "select la_code from marts.dim_authority where sends_files order by la_code"
# A reader looks; who may also make charts has the role Gamma as well.
_NOT_FOR_READERS = {("can_write", "Chart"), ("can_write", "Dashboard")}


def make_admin(password: str) -> User:
    """Make the user admin; its password is always that of .env."""
    if admin := security_manager.find_user(username="admin"):
        security_manager.reset_password(admin.id, password)
        return admin
    role = security_manager.find_role("Admin")
    return security_manager.add_user(
        "admin", "Admin", "SEND", "admin@localhost", role, password=password
    )


def grant(uuids: set[str], sees: Mapping[str, Sequence[str]]) -> None:
    """Give the roles access to the project's datasets, and bind their rows to authorities.

    `uuids` are those of the datasets; `sees` has the names of the databases of each audience.
    """
    datasets = [each for each in db.session.query(SqlaTable) if str(each.uuid) in uuids]
    for audience, databases in sees.items():
        seen = [each for each in datasets if each.database.database_name in databases]
        _allow(_role(f"send_{audience}"), seen)
    _bind(datasets)
    db.session.commit()


def _allow(role: Role, datasets: list[SqlaTable]) -> None:
    gamma = security_manager.find_role("Gamma").permissions
    looks = [p for p in gamma if (p.permission.name, p.view_menu.name) not in _NOT_FOR_READERS]
    reads = [
        security_manager.add_permission_view_menu("datasource_access", dataset.get_perm())
        for dataset in datasets
    ]
    role.permissions = [*looks, *reads]


def _bind(datasets: list[SqlaTable]) -> None:
    bound = [each for each in datasets if _COLUMN in {c.column_name for c in each.columns}]
    codes = datasets[0].database.get_df(_AUTHORITIES)[_COLUMN].tolist()
    roles = {code: _role(f"authority_{code}") for code in codes}
    exempt = [security_manager.find_role("Admin"), _role(EVERY_AUTHORITY), *roles.values()]
    kinds = RowLevelSecurityFilterType
    _rule("No authority, no rows", "1 = 0", kinds.BASE, exempt, bound)
    for code, role in roles.items():
        _rule(f"Authority {code}", f"{_COLUMN} = '{code}'", kinds.REGULAR, [role], bound)


def _role(name: str) -> Role:
    return security_manager.find_role(name) or security_manager.add_role(name)


def _rule(
    name: str,
    clause: str,
    kind: RowLevelSecurityFilterType,
    roles: list[Role],
    datasets: list[SqlaTable],
) -> None:
    rule = db.session.query(RowLevelSecurityFilter).filter_by(name=name).one_or_none()
    if rule is None:
        rule = RowLevelSecurityFilter(name=name)
        db.session.add(rule)
    rule.clause, rule.filter_type = clause, kind.value
    rule.group_key = _COLUMN  # a reader with two authorities sees both
    rule.roles, rule.tables = roles, datasets
