"""A JupyterHub for a course on one machine. docs/jupyterhub.md leads from an empty server to this file.

People log in with their accounts on the machine, and each works with the rights of that account alone.
"""

import grp
import os
import pwd
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
c.Spawner.environment = {
    "PATH": os.pathsep.join([programs, "/usr/local/bin", "/usr/bin", "/bin"]),
    # A short path in the person's home: the sockets of kernels are there.
    "JUPYTER_RUNTIME_DIR": lambda spawner: f"{pwd.getpwnam(spawner.user.name).pw_dir}/.jupyter-run",
}
c.Spawner.default_url = "/lab"
FOR_ALL = [
    # Kernels speak through files in that home. Whatever speaks through a port can be heard by every account.
    "--KernelManager.transport=ipc",
    # A terminal keeps the PATH; a login shell, which is the default, would begin with a PATH of its own.
    "--ServerApp.terminado_settings={'shell_command': ['/bin/bash']}",
]


def choose_options(spawner):
    """Students see nbgrader's list of assignments and its Validate button, and not the formgrader."""
    spawner.args = list(FOR_ALL)
    if spawner.user.name not in grp.getgrnam(INSTRUCTORS).gr_mem:
        settings = Path(graders.__file__).parent / "handout" / "files" / "tools" / "jupyterlab"
        spawner.args.append(f"--LabApp.app_settings_dir={settings}")


c.Spawner.pre_spawn_hook = choose_options
