"""Two readers behind nginx, as deploy/ has them, over the snapshots of another server."""
