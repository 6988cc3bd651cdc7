"""Day before month, month as a word: no reader can mistake the one for the other."""

DATE_FORMAT = "j N Y"
DATETIME_FORMAT = "j N Y, H:i"
SHORT_DATE_FORMAT = "j N"
TIME_FORMAT = "H:i"
FIRST_DAY_OF_WEEK = 0
