package org.ikdcore.app.ui.parts

import java.time.DateTimeException
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneId
import java.time.ZonedDateTime
import java.time.format.DateTimeFormatter
import java.util.Locale
import org.ikdcore.CivilDate
import org.ikdcore.Language
import org.ikdcore.app.ui.Texts

// Dates and times as the phone's zone and the person's language write them; the shell does not reckon with them. A date
// and a time of day each stay on one line.

private val Language.locale: Locale
    get() = when (this) {
        Language.INDONESIAN -> Locale.forLanguageTag("id-ID")
        Language.ENGLISH -> Locale.forLanguageTag("en-GB")
    }

/** Hour and minute: the full stop is the Indonesian custom. */
private val Language.clock: String
    get() = when (this) {
        Language.INDONESIAN -> "HH.mm"
        Language.ENGLISH -> "HH:mm"
    }

private fun Texts.written(pattern: String, at: ZonedDateTime): String =
    DateTimeFormatter.ofPattern(pattern, language.locale).format(at)

private fun zoned(seconds: ULong): ZonedDateTime =
    Instant.ofEpochSecond(seconds.toLong()).atZone(ZoneId.systemDefault())

/** "17-08-1985", as on the documents. */
fun CivilDate.written(): String = try {
    DateTimeFormatter.ofPattern("dd-MM-uuuu").format(LocalDate.of(year.toInt(), month.toInt(), day.toInt()))
} catch (_: DateTimeException) {
    "-"
}

/** "08.12 WIB" */
fun Texts.timeOfDay(seconds: ULong): String = written("${language.clock}\u00a0z", zoned(seconds))

/** "26 Nov 2026, 08.12 WIB" */
fun Texts.moment(seconds: ULong): String = written("d\u00a0MMM\u00a0uuuu, ${language.clock}\u00a0z", zoned(seconds))

/** "26 Nov 2026, 08.12.30" */
fun Texts.second(seconds: ULong): String =
    written("d\u00a0MMM\u00a0uuuu, ${language.clock}'${language.clock[2]}'ss", zoned(seconds))

/** "22-11-2026" */
fun Texts.day(seconds: ULong): String = written("dd-MM-uuuu", zoned(seconds))

/** "22 November 2026" */
fun Texts.longDay(day: LocalDate): String = written("d\u00a0MMMM uuuu", day.atStartOfDay(ZoneId.systemDefault()))

/** The day of a moment on the phone's calendar, to put the entries of one day together. */
fun dayOf(seconds: ULong): LocalDate = zoned(seconds).toLocalDate()
