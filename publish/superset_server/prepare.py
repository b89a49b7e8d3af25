"""Sets Superset's metadata to the project's files: dashboards, roles, row-level security.

Runs in Superset's own environment before it serves; running it again changes nothing. What people
made in Superset (users, dashboards of their own) stays. Reads its settings as JSON from standard
input, because a database's URI may hold a password.
"""

import json
import os
import sys
from pathlib import Path

import yaml
from superset.app import create_app

from publish.superset_server.assets import contents

FOLDER = Path(__file__).resolve().parent.parent / "superset"


def main() -> None:
    settings = json.load(sys.stdin)
    files = contents(FOLDER, settings["uris"], settings["target"])
    app = create_app()
    with app.app_context():
        # Superset's models can be imported only in an application's context.
        from flask_migrate import upgrade
        from superset import appbuilder, security_manager
        from superset.commands.importers.v1.assets import ImportAssetsCommand
        from superset.utils.core import override_user

        from publish.superset_server import access

        upgrade(directory=str(Path(app.root_path) / "migrations"))
        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        with override_user(access.make_admin(os.environ["SUPERSET_ADMIN_PASSWORD"])):
            ImportAssetsCommand(files).run()
        access.grant(
            {yaml.safe_load(files[name])["uuid"] for name in files if name.startswith("datasets/")},
            settings["sees"],
        )


if __name__ == "__main__":
    main()
