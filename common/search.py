"""Finding names by any part of them, in any width, through an index: pairs of neighbouring letters, folded.

The database folds what it stores (`name_pairs`, a function of the first migration that needs it); this folds what is
looked for in the same way. A test holds the two together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, TextField

from common.text import fold

if TYPE_CHECKING:
    from django.db.models import QuerySet

# Marks that people write or leave out at will.
MARKS: Final = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~・、。「」『』【】‐‑–—―−"
LONGEST: Final = 100

CREATE_FUNCTION: Final = """
CREATE FUNCTION name_pairs(given text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT piece), '{{}}')
      FROM regexp_split_to_table(translate(lower(normalize(given, NFKC)), {marks}, ''), '[ \\t\\r\\n]+') AS word,
           generate_series(1, length(word)) AS place,
           unnest(ARRAY[substr(word, place, 1), substr(word, place, 2)]) AS piece
     WHERE word <> ''
$$
""".format(marks="'" + MARKS.replace("'", "''") + "'")  # noqa: S608 -- a constant of this program
DROP_FUNCTION: Final = "DROP FUNCTION name_pairs(text)"


class NamePairs(Func):
    """The letters and pairs of letters of one column, or of several as if they were one."""

    function = "name_pairs"
    arg_joiner = " || ' ' || "
    output_field = ArrayField(TextField())


def sought_pairs(words: str) -> list[str]:
    """What a name must hold to be found by these words; empty when nothing is left to look for."""
    kept = fold(words[:LONGEST]).translate(str.maketrans("", "", MARKS)).split()
    return sorted({word[at : at + 2] for word in kept for at in range(max(len(word) - 1, 1))})


def named_like[Rows: QuerySet](rows: Rows, words: str, *columns: str) -> Rows:  # type: ignore[type-arg]
    """The rows whose columns hold these words, by the index on `NamePairs` of the same columns."""
    pairs = sought_pairs(words)
    return rows.alias(pairs=NamePairs(*columns)).filter(pairs__contains=pairs) if pairs else rows.none()
