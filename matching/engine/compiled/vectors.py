"""Adding looked-up bytes for 128 rows at a time with the vector instructions of the processor at hand.

A line is 128 rows: 64 bytes of a nibble column (the low halves are its first 64 rows, the high halves the others) and
128 bytes of a byte column. `line_masks` looks every code up in its column's table, adds up with saturation, and gives
one bit for each row whose sum is at most the limit. Numba compiles it here and now, so nobody needs a compiler; where
the processor has neither AVX-512 (VBMI) nor AVX2, `portable_masks` does the same in plain loops.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import binding, ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from matching.engine.compiled.jit import compiled

LINE_ROWS = 128
LINE_BYTES = 64
NIBBLE_CODES = 16
BYTE_CODES = 64

_I8, _I32, _I64 = ir.IntType(8), ir.IntType(32), ir.IntType(64)
_LOW_HALF = 0x0F
_OUT_OF_TABLE = 0x70


class _Lanes:
    """The instructions for vectors of so many bytes."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.vector = ir.VectorType(_I8, count)
        self.mask = ir.IntType(count)

    def same(self, value: int) -> Any:
        return ir.Constant(self.vector, [value] * self.count)

    def call(self, builder: Any, name: str, *operands: Any) -> Any:
        kind = ir.FunctionType(self.vector, [self.vector] * len(operands))
        return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), operands)

    def load(self, builder: Any, address: Any) -> Any:
        loaded = builder.load(builder.bitcast(address, self.vector.as_pointer()))
        loaded.align = 1
        return loaded

    def added(self, builder: Any, left: Any, right: Any) -> Any:
        return self.call(builder, f"llvm.uadd.sat.v{self.count}i8", left, right)

    def everywhere(self, builder: Any, byte: Any) -> Any:
        start = builder.insert_element(ir.Constant(self.vector, ir.Undefined), byte, ir.Constant(_I32, 0))
        places = ir.Constant(ir.VectorType(_I32, self.count), [0] * self.count)
        return builder.shuffle_vector(start, start, places)

    def bits_up_to(self, builder: Any, sums: Any, limit: Any) -> Any:
        """One bit a lane, in 64 bits: whether the sum is at most the limit."""
        bits = builder.bitcast(builder.icmp_unsigned("<=", sums, limit), self.mask)
        return bits if self.count == LINE_BYTES else builder.zext(bits, _I64)


class _Avx512(_Lanes):
    def __init__(self) -> None:
        super().__init__(64)

    def in_sixteen(self, builder: Any, table: Any, codes: Any) -> Any:
        """The table's sixteen bytes stand four times, once for each part that the instruction works in."""
        return self.call(builder, "llvm.x86.avx512.pshuf.b.512", self.load(builder, table), codes)

    def in_sixty_four(self, builder: Any, table: Any, codes: Any) -> Any:
        return self.call(builder, "llvm.x86.avx512.permvar.qi.512", self.load(builder, table), codes)


class _Avx2(_Lanes):
    def __init__(self) -> None:
        super().__init__(32)

    def in_sixteen(self, builder: Any, table: Any, codes: Any) -> Any:
        return self.call(builder, "llvm.x86.avx2.pshuf.b", self.load(builder, table), codes)

    def in_sixty_four(self, builder: Any, table: Any, codes: Any) -> Any:
        """Four tables of sixteen: a code outside the one at hand gets its high bit set, for which the answer is 0."""
        found = self.same(0)
        for number in range(4):
            sixteen = self._sixteen_of(builder, table, number)
            near = builder.xor(codes, self.same(number * NIBBLE_CODES))
            here = self.added(builder, near, self.same(_OUT_OF_TABLE))
            found = builder.or_(found, self.call(builder, "llvm.x86.avx2.pshuf.b", sixteen, here))
        return found

    def _sixteen_of(self, builder: Any, table: Any, number: int) -> Any:
        half = ir.VectorType(_I8, NIBBLE_CODES)
        loaded = builder.load(builder.bitcast(_byte_at(builder, table, number * NIBBLE_CODES), half.as_pointer()))
        loaded.align = 1
        twice = ir.Constant(ir.VectorType(_I32, 32), [*range(NIBBLE_CODES)] * 2)
        return builder.shuffle_vector(loaded, loaded, twice)


def _byte_at(builder: Any, base: Any, offset: Any) -> Any:
    place = offset if isinstance(offset, ir.Value) else ir.Constant(_I64, offset)
    return builder.gep(base, [place])


def _line_masks(lanes: _Avx512 | _Avx2) -> Any:
    """The function (nibbles, chosen, tables, bytes, chosen bytes, byte tables, line, limit) → (low bits, high bits).

    `nibbles` and `bytes` are two-dimensional arrays of uint8, a line of memory for each column; `chosen` the numbers of
    the columns to read; `tables` 64 bytes for each of them. Nothing is checked: callers keep to the arrays' bounds.
    """

    @intrinsic
    def line_masks(  # noqa: PLR0913, PLR0917 -- an argument for each array, as Numba passes them
        _typing: Any, nibbles: Any, chosen: Any, tables: Any, data: Any, chosen_bytes: Any, byte_tables: Any,
        line: Any, limit: Any,
    ) -> Any:  # fmt: skip
        arguments = (nibbles, chosen, tables, data, chosen_bytes, byte_tables, line, limit)
        signature = types.UniTuple(types.uint64, 2)(*arguments)
        return signature, lambda context, builder, sig, args: _emit(lanes, context, builder, sig, args)

    return line_masks


def _emit(lanes: _Avx512 | _Avx2, context: Any, builder: Any, signature: Any, args: Any) -> Any:
    arrays = [
        context.make_array(kind)(context, builder, value) if isinstance(kind, types.Array) else value
        for kind, value in zip(signature.args, args, strict=True)
    ]
    limit = lanes.everywhere(builder, builder.trunc(args[7], _I8))
    halves = [ir.Constant(_I64, 0), ir.Constant(_I64, 0)]
    for start in range(0, LINE_BYTES, lanes.count):
        sums = _sums(lanes, builder, arrays, start)
        for half in range(2):
            bits = lanes.bits_up_to(builder, builder.load(sums[half]), limit)
            halves[half] = builder.or_(halves[half], builder.shl(bits, ir.Constant(_I64, start)))
    return context.make_tuple(builder, signature.return_type, halves)


def _sums(lanes: _Avx512 | _Avx2, builder: Any, arrays: list[Any], start: int) -> tuple[Any, Any]:
    """Room for the sums of the first and the second half of the rows, over all chosen columns."""
    nibbles, chosen, tables, data, chosen_bytes, byte_tables, line, _limit = arrays
    sums = (cgutils.alloca_once(builder, lanes.vector), cgutils.alloca_once(builder, lanes.vector))
    for half in sums:
        builder.store(lanes.same(0), half)
    with cgutils.for_range(builder, _length(builder, chosen)) as loop:
        table = _table(builder, tables, loop.index)
        place = builder.add(builder.mul(line, ir.Constant(_I64, LINE_BYTES)), ir.Constant(_I64, start))
        codes = lanes.load(builder, _byte_at(builder, _column(builder, nibbles, chosen, loop.index), place))
        low = builder.and_(codes, lanes.same(_LOW_HALF))
        high = builder.and_(builder.lshr(codes, lanes.same(4)), lanes.same(_LOW_HALF))
        for half, some in zip(sums, (low, high), strict=True):
            found = lanes.in_sixteen(builder, table, some)
            builder.store(lanes.added(builder, builder.load(half), found), half)
    with cgutils.for_range(builder, _length(builder, chosen_bytes)) as loop:
        table = _table(builder, byte_tables, loop.index)
        column = _column(builder, data, chosen_bytes, loop.index)
        for number, half in enumerate(sums):
            offset = ir.Constant(_I64, number * LINE_BYTES + start)
            place = builder.add(builder.mul(line, ir.Constant(_I64, LINE_ROWS)), offset)
            found = lanes.in_sixty_four(builder, table, lanes.load(builder, _byte_at(builder, column, place)))
            builder.store(lanes.added(builder, builder.load(half), found), half)
    return sums


def _length(builder: Any, array: Any) -> Any:
    return builder.extract_value(array.shape, 0)


def _column(builder: Any, columns: Any, chosen: Any, at: Any) -> Any:
    """Where the at-th chosen column begins."""
    number = builder.load(builder.gep(chosen.data, [at]))
    return _byte_at(builder, columns.data, builder.mul(number, builder.extract_value(columns.strides, 0)))


def _table(builder: Any, tables: Any, at: Any) -> Any:
    return _byte_at(builder, tables.data, builder.mul(at, ir.Constant(_I64, BYTE_CODES)))


@compiled
def portable_masks(  # noqa: PLR0913, PLR0917 -- the arguments of line_masks
    nibbles: Any, chosen: Any, tables: Any, data: Any, chosen_bytes: Any, byte_tables: Any, line: int, limit: int
) -> tuple[Any, Any]:
    """`line_masks` on any processor."""
    low, high = np.uint64(0), np.uint64(0)
    for lane in range(LINE_BYTES):
        first, second = 0, 0
        for at in range(len(chosen)):
            codes = nibbles[chosen[at], line * LINE_BYTES + lane]
            first += tables[at, codes & _LOW_HALF]
            second += tables[at, codes >> 4]
        for at in range(len(chosen_bytes)):
            first += byte_tables[at, data[chosen_bytes[at], line * LINE_ROWS + lane]]
            second += byte_tables[at, data[chosen_bytes[at], line * LINE_ROWS + LINE_BYTES + lane]]
        if first <= limit:
            low |= np.uint64(1) << np.uint64(lane)
        if second <= limit:
            high |= np.uint64(1) << np.uint64(lane)
    return low, high


@intrinsic
def _lowest_bit(_typing: Any, bits: Any) -> Any:
    """The place of the lowest bit that is set; 64 when none is."""

    def emit(_context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.uint64), emit


lowest_bit = cast("Callable[[Any], int]", _lowest_bit)


@intrinsic
def _fetch(_typing: Any, array: Any, index: Any) -> Any:
    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        values = context.make_array(signature.args[0])(context, builder, args[0])
        place = builder.mul(args[1], builder.extract_value(values.strides, 0))
        address = builder.gep(builder.bitcast(values.data, _I8.as_pointer()), [place])
        kind = ir.FunctionType(ir.VoidType(), [_I8.as_pointer(), _I32, _I32, _I32])
        load = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(load, [address, *(ir.Constant(_I32, flag) for flag in (0, 3, 1))])
        return context.get_dummy_value()

    return types.void(array, types.int64), emit


fetch = cast("Callable[[Any, int], None]", _fetch)
"""Begin to bring one element of an array into the cache; nothing waits for it."""


def masks_by_instructions() -> dict[str, Any]:
    """Name of an instruction set this processor has → its `line_masks`, the fastest first."""
    has: Callable[[str], bool] = binding.get_host_cpu_features().get
    found: dict[str, Any] = {}
    if has("avx512bw") and has("avx512vbmi"):
        found["avx512"] = _line_masks(_Avx512())
    if has("avx2"):
        found["avx2"] = _line_masks(_Avx2())
    return found | {"portable": portable_masks}
