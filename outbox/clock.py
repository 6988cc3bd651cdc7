"""The one clock that leases and due times are measured by: the database's."""

from django.db.models import DateTimeField, Func


class ClockTimestamp(Func):
    """`clock_timestamp()`: moves within a transaction, and is one for all processes however wrong their own clocks."""

    function = "clock_timestamp"
    output_field = DateTimeField()
