package org.ikdcore.app.platform

import java.math.BigInteger
import java.security.SignatureException
import java.security.interfaces.ECPublicKey

/** Bytes of a number modulo the order or the prime of P-256. */
private const val NUMBER_BYTES = 32

private const val SEQUENCE: Byte = 0x30
private const val INTEGER: Byte = 0x02

/** The first length that does not fit into one byte of DER. */
private const val LONG_LENGTH = 0x80

/**
 * The raw form `r || s` (64 bytes) of a signature in DER: `SEQUENCE { INTEGER r, INTEGER s }` of RFC 3279, section
 * 2.2.3. Throws [SignatureException] for anything else, such as negative, long or padded numbers and trailing bytes.
 */
internal fun rawSignature(der: ByteArray): ByteArray {
    val reader = DerReader(der)
    val end = reader.start(SEQUENCE)
    if (end != der.size) throw SignatureException("length of the sequence")
    val raw = reader.number() + reader.number()
    if (reader.at != end) throw SignatureException("trailing bytes")
    return raw
}

/** A public key of P-256 as compressed SEC1 (33 bytes). */
internal fun compressed(key: ECPublicKey): ByteArray {
    val sign: Byte = if (key.w.affineY.testBit(0)) 3 else 2
    return byteArrayOf(sign) + (fixed(key.w.affineX) ?: throw SignatureException("not a key of P-256"))
}

/** A number as exactly [NUMBER_BYTES] bytes, if it fits. */
private fun fixed(number: BigInteger): ByteArray? {
    if (number.signum() < 0 || number.bitLength() > NUMBER_BYTES * Byte.SIZE_BITS) return null
    // Two's complement: a zero byte stands in front if the highest bit is set, leading zeros are left out.
    val bytes = number.toByteArray().takeLast(NUMBER_BYTES).toByteArray()
    return ByteArray(NUMBER_BYTES - bytes.size) + bytes
}

/** Reads the subset of DER that a signature consists of. All its lengths fit into one byte. */
private class DerReader(private val der: ByteArray) {
    var at = 0
        private set

    /** Reads tag and length of an element, and returns the position after its content. */
    fun start(tag: Byte): Int {
        if (at + 2 > der.size || der[at] != tag) throw SignatureException("tag")
        val length = der[at + 1].toInt() and 0xFF
        at += 2
        if (length >= LONG_LENGTH || at + length > der.size) throw SignatureException("length")
        return at + length
    }

    fun number(): ByteArray {
        val end = start(INTEGER)
        val content = der.copyOfRange(at, end)
        if (content.isEmpty()) throw SignatureException("empty number")
        val number = BigInteger(content)
        // The shortest encoding is the only one.
        if (!number.toByteArray().contentEquals(content)) throw SignatureException("padded number")
        at = end
        return fixed(number) ?: throw SignatureException("number out of range")
    }
}
