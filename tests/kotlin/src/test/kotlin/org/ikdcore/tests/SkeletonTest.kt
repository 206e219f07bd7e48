package org.ikdcore.tests

import org.ikdcore.version
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

class SkeletonTest {
    @Test
    fun `the library answers`() {
        assertEquals("0.1.0", version())
    }
}
