package org.ikdcore.tests.support

import kotlin.time.Duration.Companion.minutes

/** Longer than anything a test waits for takes on the slowest machine. */
val LONGEST_WAIT = 5.minutes
