"""Whether one of our programs does its work, for the health checks of containers: exit code 0, or 1 and a sentence.

``healthy.py page PORT`` asks the health page of this container; ``healthy.py sign NAME`` looks in the database for a
recent sign of life of ``worker`` or ``reconciler``, of any host. Without Django: it runs every few seconds.
"""

import http.client
import os
import sys
from urllib.parse import urlsplit

import psycopg

PATIENCE_SECONDS = 4
SILENT_TOO_LONG = "30 seconds"


def page_answers(port: str) -> bool:
    """Ask like the proxy does, by the platform's own name: others are refused."""
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=PATIENCE_SECONDS)
    connection.request("GET", "/healthz/", headers={"Host": urlsplit(os.environ["SITE_URL"]).netloc})
    return connection.getresponse().status == http.HTTPStatus.OK


def gave_sign(name: str) -> bool:
    with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=PATIENCE_SECONDS) as connection:
        seen = connection.execute(
            "SELECT FROM outbox_heartbeat WHERE name = %s AND at > clock_timestamp() - %s::interval",
            [name, SILENT_TOO_LONG],
        )
        return seen.fetchone() is not None


def main(kind: str, what: str) -> str:
    """The complaint, empty when all is well."""
    try:
        is_well = {"page": page_answers, "sign": gave_sign}[kind](what)
    except (OSError, http.client.HTTPException, psycopg.Error) as failure:
        return f"{kind} {what}: {failure}"
    return "" if is_well else f"{kind} {what}: no good answer"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) or 0)
