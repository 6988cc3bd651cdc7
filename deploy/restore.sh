#!/bin/sh
# Bring back one backup: `restore.sh 2026-11-20T18-00-00Z`. Reads the same environment as backup.sh.
# The database is restored beside the present one and takes its place in one step; the present one stays as
# <name>_before_<moment>, the present files as media-before-<moment>.tar among the backups.
set -eu
umask 077

chosen="$BACKUP_DIR/${1:?which backup? Give the name of a folder among the backups}"
moment=$(date -u +%Y%m%d%H%M%S)
restored="${PGDATABASE}_restored_$moment"
before="${PGDATABASE}_before_$moment"

(cd "$chosen" && sha256sum --quiet --check SHA256SUMS)

users=$(psql --no-psqlrc --quiet --tuples-only --no-align --dbname=postgres --set=name="$PGDATABASE" <<'SQL'
SELECT count(*) FROM pg_stat_activity WHERE datname = :'name';
SQL
)
if [ "$users" != 0 ]; then
    echo "$users connections still use $PGDATABASE: stop pages, stream, worker and reconciler first." >&2
    exit 1
fi

trap 'dropdb --if-exists "$restored" 2>/dev/null; rm -rf "$MEDIA_ROOT/.restored"' EXIT
createdb --template=template0 --encoding=UTF8 "$restored"
# Rights are given anew by the migrate service: on a new server the application's role does not exist yet.
pg_restore --dbname="$restored" --no-owner --no-privileges --exit-on-error "$chosen/database.dump"
vacuumdb --quiet --analyze-only --dbname="$restored"

tar --create --directory="$MEDIA_ROOT" --exclude=./.restored --file="$BACKUP_DIR/media-before-$moment.tar" .
mkdir "$MEDIA_ROOT/.restored"
tar --extract --preserve-permissions --directory="$MEDIA_ROOT/.restored" --file="$chosen/media.tar"

psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --single-transaction --dbname=postgres \
    --set=name="$PGDATABASE" --set=restored="$restored" --set=before="$before" <<'SQL'
ALTER DATABASE :"name" RENAME TO :"before";
ALTER DATABASE :"restored" RENAME TO :"name";
SQL
find "$MEDIA_ROOT" -mindepth 1 -maxdepth 1 ! -name .restored -exec rm -rf {} +
find "$MEDIA_ROOT/.restored" -mindepth 1 -maxdepth 1 -exec mv {} "$MEDIA_ROOT" \;
echo "$1 is back. What was there before: database $before, files media-before-$moment.tar"
