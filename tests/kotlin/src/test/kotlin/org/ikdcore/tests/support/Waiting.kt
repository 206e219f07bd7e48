package org.ikdcore.tests.support

import kotlin.time.Duration.Companion.minutes

/** Nothing that a test waits for takes this long on the slowest machine; what does never happens. */
val LONGEST_WAIT = 5.minutes
