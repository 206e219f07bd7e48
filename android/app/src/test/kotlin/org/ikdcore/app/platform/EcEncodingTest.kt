package org.ikdcore.app.platform

import java.math.BigInteger
import java.security.SignatureException
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertThrows
import org.junit.Test

class EcEncodingTest {
    private fun number(vararg content: Int) = byteArrayOf(2, content.size.toByte()) + content.map { it.toByte() }

    private fun sequence(content: ByteArray) = byteArrayOf(0x30, content.size.toByte()) + content

    private val longest = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE).toByteArray()
    private val long = byteArrayOf(2, longest.size.toByte()) + longest

    @Test
    fun `short numbers are padded and a sign byte is dropped`() {
        val raw = rawSignature(sequence(number(1) + number(0, 0x80)))
        assertArrayEquals(ByteArray(31) + 1 + ByteArray(31) + 0x80.toByte(), raw)
        assertArrayEquals(ByteArray(64) { -1 }, rawSignature(sequence(long + long)))
    }

    @Test
    fun `what is no signature in strict DER is refused`() {
        val wrong =
            mapOf(
                "empty" to byteArrayOf(),
                "a tag alone" to byteArrayOf(0x30),
                "another tag" to byteArrayOf(0x31) + sequence(number(1) + number(1)).drop(1),
                "a number missing" to sequence(number(1)),
                "an empty number" to sequence(number() + number(1)),
                "a negative number" to sequence(number(0x80) + number(1)),
                "a padded number" to sequence(number(0, 1) + number(1)),
                "a number too long" to sequence(byteArrayOf(2, 34, 1) + ByteArray(33) + number(1)),
                "a third number" to sequence(number(1) + number(1) + number(1)),
                "bytes behind it" to sequence(number(1) + number(1)) + 0,
                "a length beyond the end" to byteArrayOf(0x30, 6, 2, 1, 1, 2, 2, 1),
                "a long form of the length" to byteArrayOf(0x30, 0x81.toByte(), 6) + number(1) + number(1),
            )
        for ((name, der) in wrong) assertThrows(name, SignatureException::class.java) { rawSignature(der) }
    }
}
