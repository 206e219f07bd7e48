package org.ikdcore.app.ui.parts

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.Texts
import org.ikdcore.app.ui.texts.TextKey

/** A length of time in words: "4 menit 32 detik"; from one hour "1 jam 5 menit". Rounded up, so that it never says 0. */
@Composable
@ReadOnlyComposable
fun durationText(ms: ULong): String = LocalTexts.current.duration(ms)

fun Texts.duration(ms: ULong): String {
    val all = ((ms + 999u) / 1000u).toLong().coerceAtLeast(1)
    val hours = all / 3600
    val minutes = all / 60 % 60
    val seconds = all % 60
    val parts = buildList {
        if (hours > 0) add(get(TextKey.DURATION_HOURS, "count" to hours))
        if (minutes > 0) add(get(TextKey.DURATION_MINUTES, "count" to minutes))
        if (hours == 0L && seconds > 0) add(get(TextKey.DURATION_SECONDS, "count" to seconds))
    }
    return parts.joinToString(" ")
}

/** An amount of data: "48 kB". */
fun Texts.size(bytes: ULong): String = when {
    bytes < 1000u -> get(TextKey.SIZE_BYTES, "count" to bytes.toLong())
    bytes < 1_000_000u -> get(TextKey.SIZE_KILOBYTES, "count" to (bytes / 1000u).toLong())
    else -> get(TextKey.SIZE_MEGABYTES, "count" to (bytes / 1_000_000u).toLong())
}

/** Digits with a comma between each, so that a screen reader says them one by one. */
fun spelled(digits: List<String>): String = digits.joinToString(", ")

fun spelled(digits: String): String = spelled(digits.map(Char::toString))
