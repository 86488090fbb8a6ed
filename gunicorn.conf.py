"""Settings of the web server: two processes of four threads, so that a slow export never blocks a reader."""

import os

workers = int(os.environ.get("OBSERVATOIRE_PROCESSUS", "2"))
worker_class = "gthread"
threads = 4
preload_app = True  # the catalogue is read once, before the processes part
timeout = 60
accesslog = None
errorlog = "-"
loglevel = "warning"


def when_ready(server) -> None:
    """Say where the site is, once it answers."""
    address = server.address[0]
    print(f"Le site est ouvert : http://{address[0]}:{address[1]} (Ctrl+C pour l’arrêter)", flush=True)
