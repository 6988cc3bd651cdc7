"""Loops compiled to machine code by Numba. Everything here takes and gives integers and arrays of integers only."""
