package org.ikdcore.app

import kotlin.math.roundToInt
import org.ikdcore.app.ui.show.markPlace
import org.junit.Assert.assertEquals
import org.junit.Test

class LiveMarkTest {
    @Test
    fun `the time under a QR is at another place each second, from side to side`() {
        val places = (0uL..10uL).map { (markPlace(it) * 5).roundToInt() }
        assertEquals(listOf(-5, -3, -1, 1, 3, 5, 3, 1, -1, -3, -5), places)
    }
}
