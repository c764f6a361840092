"""The instance folder: whose it is, who may look in, whether it can be written, how much room."""

import os
import pwd
import shutil
import tempfile

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from kimppa.core import home as instance
from kimppa.core.privacy import erasures
from kimppa.operations.backup.make import entries_to_copy
from kimppa.operations.diagnosis.findings import Findings, Scope, fault, notice, ok

NOT_OWNER = 0o077
GIGABYTE = 10**9
OF_THE_DISK = ("lost+found",)
LITTLE, SCARCE = 5 * GIGABYTE, GIGABYTE


def rights(scope: Scope) -> Findings:
    """Whoever reads the secret key can sign in as anybody."""
    home = instance.root()
    for path in (home, instance.path("secret-key")):
        if path.exists() and path.stat().st_mode & NOT_OWNER:
            mode = "700" if path.is_dir() else "600"
            yield fault(
                _("Others than its owner may read %(path)s. Run: chmod %(mode)s %(path)s")
                % {"path": path, "mode": mode}
            )


def owner(scope: Scope) -> Findings:
    """A command that was run as root leaves files that the services cannot touch."""
    home = instance.root()
    keeper = home.stat().st_uid
    strange_names = sorted(path.name for path in home.iterdir() if path.lstat().st_uid != keeper)
    if os.geteuid() != keeper:
        yield fault(
            _(
                "This command runs as %(me)s, but %(home)s belongs to %(owner)s. Run commands as "
                "the services do: /usr/local/bin/kimppa does so."
            )
            % {"me": _name(os.geteuid()), "home": home, "owner": _name(keeper)}
        )
    if strange_names:
        yield fault(
            _(
                "In %(home)s these belong to another user: %(names)s. "
                "Run: chown -R %(owner)s %(home)s"
            )
            % {"home": home, "names": ", ".join(strange_names[:5]), "owner": _name(keeper)}
        )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def writable(scope: Scope) -> Findings:
    """Nothing can be kept where nothing can be written."""
    home = instance.root()
    try:
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(b"kimppa")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        yield fault(
            _("Nothing can be written into %(home)s (%(error)s). Give the folder to %(user)s.")
            % {"home": home, "error": error.strerror, "user": _name(os.geteuid())}
        )
    else:
        yield ok(_("The instance folder is %(home)s.") % {"home": home})


def strangers(scope: Scope) -> Findings:
    """What somebody has put into the instance folder is in no backup."""
    names = [name for name in instance.undeclared_names() if name not in OF_THE_DISK]
    if names:
        yield notice(
            _(
                "In %(home)s there is something that Kimppa does not know, and that no backup "
                "takes along: %(names)s. Move it elsewhere."
            )
            % {"home": instance.root(), "names": ", ".join(names[:5])}
        )


def irregular(scope: Scope) -> Findings:
    """A backup follows no link, and reads no pipe or socket."""
    home = instance.root()
    names = [
        path.relative_to(home).as_posix()
        for entry in entries_to_copy(with_secrets=True)
        for path in instance.contents(instance.path(entry.name))
        if not path.is_file(follow_symlinks=False)
    ]
    if names:
        yield notice(
            _(
                "In %(home)s these are no ordinary files but links or the like, and no backup "
                "takes them along: %(names)s. Put the files themselves in their place."
            )
            % {"home": home, "names": ", ".join(sorted(names)[:5])}
        )


def erasure_list(scope: Scope) -> Findings:
    """A restore needs the list of erased people."""
    try:
        erasures.read(erasures.own_file())
    except ValueError as error:
        yield fault(
            _(
                "%(error)s. No backup made now can be restored without another list. Put a good "
                "one in its place: the copy beside the backups (kimppa-…-erasures.json), or that "
                "of an earlier backup."
            )
            % {"error": error}
        )


def room(scope: Scope) -> Findings:
    """A full disk stops all work."""
    disk = shutil.disk_usage(instance.root())
    params = {"free": number_format(disk.free / GIGABYTE, 1), "home": instance.root()}
    if disk.free < SCARCE:
        yield fault(
            _(
                "Only %(free)s GB are free on the disk of %(home)s: work will soon stop. "
                "Make room or a larger disk."
            )
            % params
        )
    elif disk.free < LITTLE:
        yield notice(_("%(free)s GB are free on the disk of %(home)s; see to more room.") % params)
    else:
        yield ok(_("%(free)s GB are free on the disk of %(home)s.") % params)
