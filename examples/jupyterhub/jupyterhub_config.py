"""A JupyterHub for a course on one machine. docs/jupyterhub.md leads from an empty server to this file.

People log in with their accounts on the machine, and each works with the rights of that account alone.
"""

import grp
import os
import sys
from pathlib import Path

import graders

c = get_config()  # noqa: F821  # JupyterHub defines it when it reads this file

INSTRUCTORS, STUDENTS = "instructors", "students"
STATE = Path("/srv/jupyterhub")

# Reached from this machine alone. A web server with a certificate stands in front.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.db_url = f"sqlite:///{STATE}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")

# Who may log in: members of these groups of the machine, with the password of their account.
c.PAMAuthenticator.allowed_groups = {INSTRUCTORS, STUDENTS}
c.PAMAuthenticator.open_sessions = False

# What each person gets: JupyterLab, with this environment's programs first on the PATH. nbgrader looks there.
programs = str(Path(sys.executable).parent)
c.Spawner.cmd = [f"{programs}/jupyterhub-singleuser"]
c.Spawner.environment = {"PATH": os.pathsep.join([programs, "/usr/local/bin", "/usr/bin", "/bin"])}
c.Spawner.default_url = "/lab"


def hide_what_is_for_instructors(spawner):
    """Students see nbgrader's list of assignments and its Validate button, and not the formgrader."""
    if spawner.user.name not in grp.getgrnam(INSTRUCTORS).gr_mem:
        settings = Path(graders.__file__).parent / "handout" / "files" / "tools" / "jupyterlab"
        spawner.args = [f"--LabApp.app_settings_dir={settings}"]


c.Spawner.pre_spawn_hook = hide_what_is_for_instructors
