"""Dates as a Japanese reader writes them."""

DATE_FORMAT = "Y年n月j日"
DATETIME_FORMAT = "Y年n月j日 G:i"
SHORT_DATE_FORMAT = "n月j日"
TIME_FORMAT = "G:i"
FIRST_DAY_OF_WEEK = 0
