"""A real IMAP server (Dovecot) on loopback, with one mailbox."""

import grp
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from bench.served.sites import free_port, wait_until

DOVECOT = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
USER, PASSWORD = "brain", "se/cret"
CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail
first_valid_uid = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
{users}
"""
OWN_USERS = """
default_internal_user = {name}
default_internal_group = {group}
default_login_user = {name}
"""


class IMAPServer:
    """url: of the mailbox, for INCOMING_MAIL_IMAP_URL. folder: nobody else may need to read it."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.url = f"imap://{USER}:se%2Fcret@127.0.0.1:{self.port}/INBOX"
        # Dovecot opens no mailbox as root.
        self._owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        self._file = folder / "dovecot.conf"
        self._file.write_text(self._configuration())
        folder.chmod(0o755)
        self._process: subprocess.Popen[bytes] | None = None

    def _configuration(self) -> str:
        uid, gid = self._owner.pw_uid, self._owner.pw_gid
        group = grp.getgrgid(gid).gr_name
        own = OWN_USERS.format(name=self._owner.pw_name, group=group) if os.getuid() else ""
        values = {"folder": self.folder, "port": self.port, "password": PASSWORD, "users": own}
        return CONFIGURATION.format(uid=uid, gid=gid, **values)

    def start(self) -> None:
        self._process = subprocess.Popen([str(DOVECOT), "-F", "-c", str(self._file)])
        wait_until(lambda: "starting up" in self.log)

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=20)

    @property
    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def deliver(self, raw: bytes, name: str) -> None:
        mail = self.folder / "mail"
        for part in ("new", "cur", "tmp"):
            (mail / part).mkdir(parents=True, exist_ok=True)
        (mail / "new" / name).write_bytes(raw)
        for path in (mail, *mail.rglob("*")):
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def mails(self) -> list[str]:
        """The names of the mails that are left, with their flags."""
        return sorted(path.name for path in (self.folder / "mail").glob("[nc]*/*"))
