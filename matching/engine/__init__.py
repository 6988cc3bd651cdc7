"""The ranking of people for an order: plain values and arrays in, integer points and reason codes out.

Nothing here reads a clock, a database or a random source: the same input gives the same bits.
"""
