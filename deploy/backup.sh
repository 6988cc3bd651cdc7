#!/bin/sh
# One backup: the database, then the uploaded files, then check sums, in a folder named after the moment (UTC).
# Where the database is, and as whom (the owner), is for PGHOST, PGUSER, PGPASSWORD and PGDATABASE to say; the files lie
# in MEDIA_ROOT, backups in BACKUP_DIR. The newest BACKUP_KEEP are kept (14), older ones are removed after success.
set -eu
umask 077

moment=$(date -u +%Y-%m-%dT%H-%M-%SZ)
unfinished="$BACKUP_DIR/.unfinished-$moment"
mkdir "$unfinished"
trap 'rm -rf "$unfinished"' EXIT

# Files are only ever added while a transaction names them: taken after the database, every file it names is there.
pg_dump --format=custom --file="$unfinished/database.dump"
pg_restore --list "$unfinished/database.dump" >/dev/null
tar --create --directory="$MEDIA_ROOT" --exclude=./.restored --file="$unfinished/media.tar" .
(cd "$unfinished" && sha256sum database.dump media.tar >SHA256SUMS)
sync
mv "$unfinished" "$BACKUP_DIR/$moment"

find "$BACKUP_DIR" -mindepth 1 -maxdepth 1 -type d -name '20??-??-??T??-??-??Z' | sort -r |
    tail -n "+$((${BACKUP_KEEP:-14} + 1))" | while read -r old; do rm -rf "$old"; done
echo "$moment"
