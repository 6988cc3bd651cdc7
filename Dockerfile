# Two images: the platform (pages, stream, worker, reconciler, migrate) and, with --target backup, its backups.
# Both base images can be pinned by digest: --build-arg PYTHON_IMAGE=python@sha256:…
ARG PYTHON_IMAGE=python:3.12-slim-bookworm
ARG POSTGRES_IMAGE=pgvector/pgvector:0.8.6-pg18-trixie

FROM ${PYTHON_IMAGE} AS libraries
WORKDIR /app
COPY requirements-uv.lock requirements-production.lock ./
RUN python -m venv /tools \
 && /tools/bin/pip install --quiet --no-cache-dir --require-hashes --requirement requirements-uv.lock
RUN /tools/bin/uv venv --quiet --python /usr/local/bin/python .venv \
 && /tools/bin/uv pip sync --quiet --no-cache --require-hashes --compile-bytecode requirements-production.lock

# pg_dump of the server's own version, and an account that may read the uploaded files and nothing else.
FROM ${POSTGRES_IMAGE} AS backup
RUN groupadd --gid 10001 kakehashi \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin kakehashi \
 && install --directory --owner kakehashi --group kakehashi --mode 0750 /srv/media /backups
COPY deploy/backup.sh deploy/restore.sh /deploy/
ENTRYPOINT []
USER kakehashi
CMD ["sh", "/deploy/backup.sh"]

FROM ${PYTHON_IMAGE}
RUN groupadd --gid 10001 kakehashi \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin kakehashi \
 && install --directory --owner kakehashi --group kakehashi --mode 0750 /srv/media
WORKDIR /app
COPY --from=libraries /app/.venv .venv
COPY . .
ENV PATH=/app/.venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    MEDIA_ROOT=/srv/media \
    PYTHONUNBUFFERED=1
# The common settings need no secret; production's would. The program belongs to root, so that it cannot change itself.
RUN DJANGO_SETTINGS_MODULE=config.settings.base python manage.py collectstatic --no-input --verbosity 0 \
 && python -m compileall -q -x '/[.]venv/' /app
ENV PYTHONDONTWRITEBYTECODE=1 \
    NUMBA_CACHE_DIR=/tmp/numba
USER kakehashi
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=60s --retries=3 CMD ["python", "deploy/healthy.py", "page", "8000"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", "--workers", "2", "--blocking-threads", "8", "--workers-kill-timeout", "10", "--respawn-failed-workers", "config.wsgi:application"]
