"""How are numbers of thousands of bits computed, quickly and (with secrets) in constant time? By GMP."""

# gmpy2 ships no types: this file is the one place that knows it, and speaks in plain integers.
# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownMemberType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import gmpy2


def power(base: int, exponent: int, modulus: int) -> int:
    """base^exponent mod modulus, for public values: its time tells about the exponent."""
    return int(gmpy2.powmod(base, exponent, modulus))


def secret_power(base: int, exponent: int, modulus: int) -> int:
    """base^exponent mod an odd modulus in a time that tells nothing about the exponent (GMP's powm_sec).

    Other threads run meanwhile: GMP needs nothing of the interpreter for these milliseconds.
    """
    with gmpy2.context(allow_release_gil=True):
        return int(gmpy2.powmod_sec(base, exponent, modulus))


def inverse(value: int, modulus: int) -> int:
    """The number that gives 1 when multiplied by the value (ZeroDivisionError if there is none)."""
    return int(gmpy2.invert(value, modulus))


def are_coprime(a: int, b: int) -> bool:
    """Whether no prime divides both."""
    return int(gmpy2.gcd(a, b)) == 1
