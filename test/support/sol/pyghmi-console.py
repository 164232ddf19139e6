"""pyghmi's console as a program: what it gets goes to standard output, standard input goes to the guest, Ctrl-] as a break."""
import os
import select
import sys

from pyghmi.ipmi import console
from pyghmi.ipmi.private import session


def show(data):
    if isinstance(data, dict):
        sys.stderr.write("%r\n" % data)
        sys.stderr.flush()
        return
    os.write(1, data if isinstance(data, bytes) else data.encode())


sol = console.Console(
    bmc=sys.argv[1], port=int(sys.argv[2]), userid=sys.argv[3], password=sys.argv[4], iohandler=show, force=True
)
while not sol.broken:
    session.Session.wait_for_rsp(timeout=0.01)
    if sol.connected and select.select([0], [], [], 0)[0]:
        data = os.read(0, 4096)
        if not data:
            sol.close()
            break
        if data == b"\x1d":
            sol.send_break()
        else:
            sol.send_data(data.decode("latin1"))
